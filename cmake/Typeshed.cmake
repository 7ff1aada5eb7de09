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

# dangle_embed_stub_trees(target): the trees of the models and of typeshed's standard library, parsed by a program that is built first.
# After dangle_embed and dangle_embed_typeshed of the target.
function(dangle_embed_stub_trees target)
  set(generated "${PROJECT_BINARY_DIR}/generated")
  add_executable(pack_stub_trees cmake/pack_stub_trees.cc semantics/typeshed.cc "${generated}/EmbeddedStubs.cc" "${generated}/typeshed_data.S")
  dangle_compile_options(pack_stub_trees)
  target_link_libraries(pack_stub_trees PRIVATE dangle_frontend)
  set(packed "${generated}/stub_trees.bin")
  add_custom_command(
    OUTPUT "${packed}"
    COMMAND pack_stub_trees "${packed}"
    DEPENDS pack_stub_trees
    COMMENT "Parsing the stubs" VERBATIM)
  set(source "${generated}/stub_trees_data.S")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT "    .section .rodata
    .globl dangle_stub_trees_begin
    .globl dangle_stub_trees_end
dangle_stub_trees_begin:
    .incbin \"${packed}\"
dangle_stub_trees_end:
    .byte 0
    .section .note.GNU-stack,\"\",%progbits
")
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${packed}")
  target_sources(${target} PRIVATE "${source}")
endfunction()
