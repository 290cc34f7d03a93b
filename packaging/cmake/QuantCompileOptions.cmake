# Defines the interface targets quant_warnings, for every target of this project, and
# quant_portable_float, for code whose results must not depend on the compiler; turns on sanitizers
# for the whole build.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 99)
if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

add_library(quant_warnings INTERFACE)
target_compile_options(quant_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual>
    $<$<COMPILE_LANG_AND_ID:CXX,Clang>:-Wreserved-identifier>
    # In a unity build, GCC takes the classes inside a source file for those of a header.
    $<$<AND:$<BOOL:${CMAKE_UNITY_BUILD}>,$<COMPILE_LANG_AND_ID:CXX,GNU>>:-Wno-subobject-linkage>
    $<$<NOT:$<BOOL:${QUANT_OPENMP}>>:-Wno-unknown-pragmas>
    $<$<BOOL:${QUANT_WERROR}>:-Werror>)

# A fused multiply-add rounds once where two separate operations round twice. Seeding compares
# doubles and must decide the same way on every machine.
add_library(quant_portable_float INTERFACE)
target_compile_options(quant_portable_float INTERFACE -ffp-contract=off)

if(QUANT_SANITIZE)
    add_compile_options(-fsanitize=${QUANT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${QUANT_SANITIZE})
endif()
