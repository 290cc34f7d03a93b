# Writes HEADER with the git revision of SOURCE, marked "-dirty" if files differ from it. The
# revision is empty if SOURCE is not the top of a checkout.
execute_process(COMMAND git -C ${SOURCE} rev-parse --show-cdup HEAD
    OUTPUT_VARIABLE output RESULT_VARIABLE failed ERROR_QUIET)
set(revision "")
# The first line is the path to the top of the checkout: empty if SOURCE is the top.
if(NOT failed AND output MATCHES "^\n([0-9a-f]+)\n$")
    set(revision ${CMAKE_MATCH_1})
    # Unlike diff-index, status compares contents where only the times of files have changed.
    execute_process(COMMAND git -C ${SOURCE} status --porcelain --untracked-files=no
        OUTPUT_VARIABLE changed)
    if(changed)
        string(APPEND revision "-dirty")
    endif()
endif()
set(text "#define QUANT_GIT_REVISION \"${revision}\"\n")
set(old "")
if(EXISTS ${HEADER})
    file(READ ${HEADER} old)
endif()
if(NOT old STREQUAL text)
    file(WRITE ${HEADER} "${text}")
endif()
