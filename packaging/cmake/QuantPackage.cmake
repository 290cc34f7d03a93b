# Makes Debian packages from the install components: run `cmake --preset package`, build, then run
# `cpack --preset package`. The same sources give the same bytes if SOURCE_DATE_EPOCH is set.
set(CPACK_PACKAGE_NAME quant)
set(CPACK_PACKAGE_CONTACT "quant contributors <quant@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime development)
if(QUANT_BUILD_CLI)
    list(APPEND CPACK_COMPONENTS_ALL cli)
endif()
list(APPEND CPACK_COMPONENTS_ALL ${QUANT_PLUGINS})

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/libquant)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)

set(library_package libquant${PROJECT_VERSION_MAJOR})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${library_package})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "${PROJECT_DESCRIPTION} (library)")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libquant-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "${PROJECT_DESCRIPTION} (development files)")

set(CPACK_DEBIAN_CLI_PACKAGE_NAME quant)
set(CPACK_DEBIAN_CLI_PACKAGE_SECTION graphics)
# shlibdeps knows only the libraries of installed packages, and libquant is not installed yet.
set(CPACK_DEBIAN_CLI_PACKAGE_DEPENDS "${library_package} (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_CLI_DESCRIPTION "${PROJECT_DESCRIPTION} (command line)")

# quant_plugin_package(COMPONENT NAME TITLE [HOST...]): describes the package of a plug-in, which
# depends on the library and on the HOST packages; shlibdeps does not know these dependencies.
function(quant_plugin_package component name title)
    list(PREPEND ARGN "${library_package} (= ${PROJECT_VERSION})")
    list(JOIN ARGN ", " depends)
    set(CPACK_DEBIAN_${component}_PACKAGE_NAME ${name} PARENT_SCOPE)
    set(CPACK_DEBIAN_${component}_PACKAGE_SECTION graphics PARENT_SCOPE)
    set(CPACK_DEBIAN_${component}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
    set(CPACK_DEBIAN_${component}_DESCRIPTION "${PROJECT_DESCRIPTION} (${title})" PARENT_SCOPE)
endfunction()
quant_plugin_package(GIMP2 quant-gimp "plug-in for GIMP 2.10" "gimp (>= 2.10)" "gimp (<< 2.99)")
quant_plugin_package(GIMP3 quant-gimp3 "plug-in for GIMP 3" "gimp (>= 3.0)")
quant_plugin_package(GEGL quant-gegl "GEGL operation")

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
    string(TOUPPER ${component} component_upper)
    install(FILES LICENSE RENAME copyright COMPONENT ${component}
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${component_upper}_PACKAGE_NAME})
endforeach()
include(CPack)
