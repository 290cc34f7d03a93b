# Installs the library in two components: runtime (files that a program needs to run) and
# development (files that are needed to build it). The programs have install rules of their own.
include(CMakePackageConfigHelpers)

set(cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/quant)

install(TARGETS quant EXPORT quant-targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
install(DIRECTORY libquant/include/quant DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    COMPONENT development FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")

install(EXPORT quant-targets NAMESPACE quant:: DESTINATION ${cmake_dir} COMPONENT development)
configure_package_config_file(packaging/cmake/quant-config.cmake.in
    ${PROJECT_BINARY_DIR}/quant-config.cmake INSTALL_DESTINATION ${cmake_dir}
    NO_SET_AND_CHECK_MACRO)
# Before version 1.0, every minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/quant-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/quant-config.cmake
              ${PROJECT_BINARY_DIR}/quant-config-version.cmake
    DESTINATION ${cmake_dir} COMPONENT development)

# Every path in quant.pc is relative to quant.pc itself, so that an installed tree can be moved.
file(RELATIVE_PATH pc_prefix "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
file(RELATIVE_PATH pc_libdir "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_LIBDIR}")
file(RELATIVE_PATH pc_includedir "${CMAKE_INSTALL_PREFIX}" "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file(packaging/pkg-config/quant.pc.in ${PROJECT_BINARY_DIR}/quant.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/quant.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
