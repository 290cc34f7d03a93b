# Writes HEADER with the revision of SOURCE, marked where files differ from it; empty where SOURCE
# is not a checkout of its own.
execute_process(COMMAND git -C ${SOURCE} rev-parse --show-cdup HEAD
    OUTPUT_VARIABLE output RESULT_VARIABLE failed ERROR_QUIET)
set(revision "")
# The way to the top of the checkout comes first: none, where SOURCE is that.
if(NOT failed AND output MATCHES "^\n([0-9a-f]+)\n$")
    set(revision ${CMAKE_MATCH_1})
    # Unlike diff-index it compares contents where only the times of files have changed.
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
