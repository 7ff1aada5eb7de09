# tree-sitter's core and the Python grammar, as the static C library `tree_sitter`.
# The sources are fetched once, by version and hash, into .cache/deps, which all presets share.

set(DANGLE_DEPS_DIR "${PROJECT_SOURCE_DIR}/.cache/deps" CACHE PATH "Where fetched sources are unpacked")

execute_process(COMMAND bash "${PROJECT_SOURCE_DIR}/cmake/fetch_sources.sh" "${DANGLE_DEPS_DIR}"
                OUTPUT_VARIABLE unused_output COMMAND_ERROR_IS_FATAL ANY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/fetch_sources.sh")

set(core "${DANGLE_DEPS_DIR}/tree-sitter/vendor/tree-sitter/lib")
set(grammar "${DANGLE_DEPS_DIR}/tree-sitter-python/src")

# lib.c includes the other sources of the core.
add_library(tree_sitter STATIC "${core}/src/lib.c" "${grammar}/parser.c" "${grammar}/scanner.c")
target_include_directories(tree_sitter SYSTEM PUBLIC "${core}/include")
target_include_directories(tree_sitter PRIVATE "${core}/src" "${grammar}")
target_compile_definitions(tree_sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE)
target_compile_options(tree_sitter PRIVATE -w)
set_target_properties(tree_sitter PROPERTIES C_STANDARD 11)
