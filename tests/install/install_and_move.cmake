# Installs the build and moves the tree, so that a path into the first prefix cannot work.
file(REMOVE_RECURSE ${staged} ${moved})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${staged}
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${staged} ${moved})

file(GLOB_RECURSE texts ${moved}/*.cmake ${moved}/*.pc)
if(NOT texts)
    message(FATAL_ERROR "no package files were installed")
endif()
foreach(text IN LISTS texts)
    file(READ ${text} content)
    foreach(path IN ITEMS ${staged} ${build})
        string(FIND "${content}" ${path} position)
        if(NOT position EQUAL -1)
            message(FATAL_ERROR "${text} contains the path ${path}")
        endif()
    endforeach()
endforeach()
