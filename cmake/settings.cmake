# Compiler settings that every target shares.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(ccache ccache)
if(ccache)
    # Precompiled headers need these to be cached.
    set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${ccache})
    set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
add_link_options(-fuse-ld=lld)

# Set by the presets: "address,undefined", "thread" or nothing.
set(AISHA_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(AISHA_SANITIZE)
    add_compile_options(-fsanitize=${AISHA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${AISHA_SANITIZE})
endif()

option(AISHA_COVERAGE "Measure coverage" OFF)
if(AISHA_COVERAGE)
    # The file is named here and not by the environment, which tests do not pass on to the programs they start.
    add_compile_options(-fprofile-instr-generate=${CMAKE_BINARY_DIR}/profiles/%m.profraw -fcoverage-mapping)
    add_link_options(-fprofile-instr-generate)
endif()

add_library(aisha_settings INTERFACE)
target_compile_options(aisha_settings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
        -Wno-missing-designated-field-initializers -Wno-missing-field-initializers>)
target_compile_definitions(aisha_settings INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
    AISHA_VERSION="${PROJECT_VERSION}")
target_include_directories(aisha_settings INTERFACE ${CMAKE_SOURCE_DIR}/app ${CMAKE_SOURCE_DIR})
