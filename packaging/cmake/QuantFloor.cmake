# quant_floor(TARGET): makes the headers of the current folder, included as "FOLDER/NAME.h", visible
# to the target and to the targets that link it, and to no others. A folder therefore cannot
# include, by accident, the headers of a folder that its target does not link.
function(quant_floor target)
    cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
    # The include path is a folder that holds only a link to the current folder, so that the
    # folders beside it cannot be reached.
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
