# Adds tests that run the program from outside, written in Python with its standard library.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)

# Some tests use real images; they are skipped where these are absent.
set(QUANT_TEST_DATA "${PROJECT_SOURCE_DIR}/../shared/data" CACHE PATH "Folder with test images")

# quant_python_test(LABEL SCRIPT): adds the entry LABEL.NAME for test_NAME.py, with the label LABEL.
function(quant_python_test label script)
    get_filename_component(name ${script} NAME_WE)
    string(REPLACE "test_" "${label}." name ${name})
    add_test(NAME ${name}
        COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/${script})
    set(environment
        QUANT_PROGRAM=$<TARGET_FILE:quant_cli>
        QUANT_TEST_DATA=${QUANT_TEST_DATA}
        # If there are more threads than processors, they must not wait for one another by spinning.
        OMP_WAIT_POLICY=passive
        PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/cli/commands)
    set_tests_properties(${name} PROPERTIES
        LABELS ${label} SKIP_RETURN_CODE 77 TIMEOUT 900 ENVIRONMENT "${environment}")
endfunction()
