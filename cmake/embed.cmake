# aisha_embed(TARGET NAME FILE...): puts files into the program, readable as aisha::embedded::NAME()
# (declared in core/embedded.hpp's users). The assembler reads the bytes, so large files cost no compile time.
function(aisha_embed target name)
    if(NOT TARGET aisha_${target})
        return()
    endif()
    get_target_property(kind aisha_${target} TYPE)
    if(kind STREQUAL "INTERFACE_LIBRARY")
        return()
    endif()
    set(assembly "    .section .rodata,\"a\",@progbits\n")
    set(declarations "")
    set(rows "")
    set(number 0)
    set(paths)
    foreach(file IN LISTS ARGN)
        get_filename_component(path ${file} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
        get_filename_component(base ${file} NAME)
        list(APPEND paths ${path})
        set(symbol aisha_embedded_${name}_${number})
        string(APPEND assembly "    .balign 16\n    .global ${symbol}\n${symbol}:\n    .incbin \"${path}\"\n"
            "    .global ${symbol}_end\n${symbol}_end:\n    .byte 0\n")
        string(APPEND declarations "extern \"C\" char const ${symbol}[], ${symbol}_end[];\n")
        string(APPEND rows "        {\"${base}\", std::string_view(${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol}))},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    string(APPEND assembly "    .section .note.GNU-stack,\"\",@progbits\n")
    set(folder ${CMAKE_BINARY_DIR}/embedded)
    file(CONFIGURE OUTPUT ${folder}/${name}.S CONTENT "${assembly}" @ONLY)
    file(CONFIGURE OUTPUT ${folder}/${name}.cpp CONTENT
"#include \"core/embedded.hpp\"
#include <vector>
${declarations}
namespace aisha::embedded {
std::span<File const> ${name}();
std::span<File const> ${name}() {
    static std::vector<File> const files{
${rows}    };
    return files;
}
}  // namespace aisha::embedded
" @ONLY)
    set_source_files_properties(${folder}/${name}.S PROPERTIES OBJECT_DEPENDS "${paths}")
    set_source_files_properties(${folder}/${name}.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    target_sources(aisha_${target} PRIVATE ${folder}/${name}.S ${folder}/${name}.cpp)
endfunction()
