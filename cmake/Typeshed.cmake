# typeshed, packed into one file that the executable carries: fetched with tree-sitter's sources (fetch_sources.sh), compiled by
# pack_typeshed.py, placed into read-only data by the assembler, so that no compiler has to read ten megabytes of text.

find_package(Python3 REQUIRED COMPONENTS Interpreter)

# dangle_embed_typeshed(target)
function(dangle_embed_typeshed target)
  set(folder "${DANGLE_DEPS_DIR}/pyright/dist/typeshed-fallback")
  set(script "${PROJECT_SOURCE_DIR}/cmake/pack_typeshed.py")
  set(packed "${PROJECT_BINARY_DIR}/generated/typeshed.bin")
  add_custom_command(
    OUTPUT "${packed}"
    COMMAND "${Python3_EXECUTABLE}" "${script}" "${folder}" "${packed}"
    DEPENDS "${script}" "${folder}/commit.txt"
    COMMENT "Packing typeshed" VERBATIM)
  set(source "${PROJECT_BINARY_DIR}/generated/typeshed_data.S")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT "    .section .rodata
    .globl dangle_typeshed_begin
    .globl dangle_typeshed_end
dangle_typeshed_begin:
    .incbin \"${packed}\"
dangle_typeshed_end:
    .byte 0
    .section .note.GNU-stack,\"\",%progbits
")
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${packed}")
  target_sources(${target} PRIVATE "${source}")
endfunction()
