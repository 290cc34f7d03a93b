# quant_floor(TARGET): the headers of this folder, included as "FOLDER/NAME.h", are seen by the
# target and by the targets that link it, and by nobody else. So a folder cannot use what stands
# above it by accident: packaging/check_includes.py knows which folders stand above which.
function(quant_floor target)
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
    # A folder that holds nothing but a link to this one, so that no neighbor can be reached.
    set(floor ${CMAKE_CURRENT_BINARY_DIR}/floor)
    file(MAKE_DIRECTORY ${floor})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${floor}/${folder} SYMBOLIC)
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")
        target_include_directories(${target} INTERFACE ${floor})
    else()
        target_include_directories(${target} PUBLIC ${floor})
    endif()
endfunction()
