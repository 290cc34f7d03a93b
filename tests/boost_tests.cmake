# Builds one program from the test suites of a folder and adds one ctest entry for each suite.
find_package(Boost 1.74 REQUIRED COMPONENTS unit_test_framework)

# Sets the options of all code of tests. Only the suites that compute much are optimized: for the
# others, optimizing takes longer than it saves.
function(quant_boost_options target)
    target_compile_definitions(${target} PRIVATE BOOST_TEST_DYN_LINK)
    target_compile_options(${target} PRIVATE -O0)
    if(QUANT_SANITIZE AND NOT QUANT_SANITIZE_TESTS)
        target_compile_options(${target} PRIVATE -fno-sanitize=all)
    endif()
    target_link_libraries(${target} PRIVATE quant_warnings Boost::unit_test_framework)
endfunction()

# Boost.Test's headers take a third of the time to compile a suite, and a main() takes as long as
# two suites, so that most programs share both.
if(NOT TARGET quant_boost_main)
    add_library(quant_boost_main OBJECT ${PROJECT_SOURCE_DIR}/tests/boost_main.cpp)
    quant_boost_options(quant_boost_main)
    target_precompile_headers(quant_boost_main PRIVATE <boost/test/unit_test.hpp>)
endif()

# quant_boost_tests(PROGRAM [OWN_HEADERS] SUITES suite... LIBRARIES library... [SOURCES more...]
# [COMPUTING suite...]): builds SUITE.cpp, where SUITE may include a subfolder. The entries are
# named unit.SUITE, without the subfolder, and have the label unit. The suites after COMPUTING are
# optimized. A program whose libraries are for threads cannot share precompiled headers, because
# these depend on -fopenmp and -pthread: OWN_HEADERS says so.
function(quant_boost_tests program)
    cmake_parse_arguments(PARSE_ARGV 1 arg "OWN_HEADERS" "" "SUITES;LIBRARIES;SOURCES;COMPUTING")
    list(TRANSFORM arg_SUITES APPEND .cpp OUTPUT_VARIABLE sources)
    set(main $<TARGET_OBJECTS:quant_boost_main>)
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
        set(main main.cpp)
    endif()
    add_executable(${program} ${main} ${sources} ${arg_SOURCES})
    quant_boost_options(${program})
    target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/tests)  # same_result.h
    set_target_properties(${program} PROPERTIES UNITY_BUILD OFF)  # the suites share names
    target_link_libraries(${program} PRIVATE ${arg_LIBRARIES})
    if(arg_OWN_HEADERS)
        target_precompile_headers(${program} PRIVATE <boost/test/unit_test.hpp>)
    else()
        target_precompile_headers(${program} REUSE_FROM quant_boost_main)
    endif()
    foreach(source IN LISTS arg_SUITES)
        cmake_path(GET source FILENAME suite)
        add_test(NAME unit.${suite} COMMAND ${program} --run_test=${suite})
        # If there are more threads than processors, they must not wait for one another by spinning.
        set_tests_properties(unit.${suite} PROPERTIES
            LABELS unit ENVIRONMENT OMP_WAIT_POLICY=passive)
        if(suite IN_LIST arg_COMPUTING)  # precompiled headers are for one level of optimization
            set_source_files_properties(${source}.cpp PROPERTIES
                COMPILE_OPTIONS $<IF:$<CONFIG:Release>,-O2,-O1> SKIP_PRECOMPILE_HEADERS ON)
        endif()
    endforeach()
endfunction()
