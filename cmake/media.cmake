# aisha-media, the program that decodes pictures. The bot looks for it in its own folder.
#
# It is built as users run it in every preset: optimised, since finding faces is slow otherwise, and without sanitizers,
# since it works under limits on its address space. Its arithmetic (media/pixels, media/photo_signature) is also part of
# the library of the bot, and so tested with sanitizers.
find_library(dlib dlib REQUIRED)
find_package(BLAS REQUIRED)
find_package(LAPACK REQUIRED)

add_library(aisha_media_settings INTERFACE)
target_link_libraries(aisha_media_settings INTERFACE aisha_settings fmt::fmt Boost::headers Boost::json OpenSSL::Crypto
    PkgConfig::vips ${dlib} LAPACK::LAPACK BLAS::BLAS)
target_compile_options(aisha_media_settings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-O2 -fno-sanitize=all>)
target_link_options(aisha_media_settings INTERFACE -fno-sanitize=all)
if(AISHA_COVERAGE)
    target_compile_options(aisha_media_settings INTERFACE
        $<$<COMPILE_LANGUAGE:CXX>:-fno-profile-instr-generate -fno-coverage-mapping>)
    target_link_options(aisha_media_settings INTERFACE -fno-profile-instr-generate)
endif()

# The face detector, in the form in which it is read quickest.
set(face_detector ${CMAKE_BINARY_DIR}/embedded/frontal_face_detector.bin)
add_executable(write_face_detector app/media/program/write_face_detector.cpp)
target_link_libraries(write_face_detector PRIVATE aisha_media_settings)
add_custom_command(OUTPUT ${face_detector} COMMAND write_face_detector ${face_detector} DEPENDS write_face_detector VERBATIM)

file(GLOB program CONFIGURE_DEPENDS app/media/program/*.cpp)
list(REMOVE_ITEM program ${CMAKE_SOURCE_DIR}/app/media/program/write_face_detector.cpp)
add_library(aisha_media_program STATIC ${program} app/media/pixels.cpp app/media/photo_signature.cpp
    app/core/boost_asio.cpp app/core/hash.cpp app/core/json.cpp)
target_link_libraries(aisha_media_program PUBLIC aisha_media_settings)
aisha_embed(media_program face_detector ${face_detector})

add_executable(aisha-media app/media/main.cpp)
target_link_libraries(aisha-media PRIVATE aisha_media_program)
set_target_properties(aisha-media PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
