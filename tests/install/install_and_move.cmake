# Installs the build and moves the tree, so that a path into the first prefix cannot work. Then
# checks that the installed package files contain no such path.
file(REMOVE_RECURSE ${staged} ${moved})
# The plug-ins are left out: they would go to the folders of GIMP and GEGL on this machine.
foreach(component IN ITEMS runtime development cli)
    execute_process(
        COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${staged} --component ${component}
        OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()
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
