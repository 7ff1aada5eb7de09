# How the folders of the tree become targets: one static library a folder, one test
# binary for each folder of tests/, all under the same strict set of warnings.

function(dangle_compile_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow
    -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wcast-align
    -Wundef -Wextra-semi -Wimplicit-fallthrough -Wformat=2 -Wvla)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wduplicated-cond -Wlogical-op -Wsuggest-override)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      # Both are wrong in g++ 12 at -O2: -Wrestrict on `"literal" + std::string` (GCC PR105651),
      # -Wmaybe-uninitialized on std::variant and std::optional. clang and the sanitizers watch.
      target_compile_options(${target} PRIVATE -Wno-restrict -Wno-maybe-uninitialized)
    endif()
  else()
    # clang counts -Wsign-conversion to -Wconversion, g++ does not: one set for both.
    target_compile_options(${target} PRIVATE -Wno-sign-conversion -Wsuggest-override -Wnewline-eof)
  endif()
endfunction()

# Sources of a folder, found anew at each build.
function(dangle_glob out folder pattern)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/${pattern}")
  list(SORT sources)
  set(${out} "${sources}" PARENT_SCOPE)
endfunction()

# dangle_add_library(folder [DEPENDS folders…] [LINK libraries…] [PRIVATE libraries…] [EXCLUDE files…])
function(dangle_add_library folder)
  cmake_parse_arguments(arg "" "" "DEPENDS;LINK;PRIVATE;EXCLUDE" ${ARGN})
  dangle_glob(sources ${folder} "*.cc")
  foreach(file IN LISTS arg_EXCLUDE)
    list(REMOVE_ITEM sources "${PROJECT_SOURCE_DIR}/${folder}/${file}")
  endforeach()
  set(target dangle_${folder})
  # The anchor keeps a folder of headers only (or none yet) an ordinary static library.
  set(anchor "${PROJECT_BINARY_DIR}/generated/${folder}_anchor.cc")
  if(NOT EXISTS "${anchor}")
    file(WRITE "${anchor}" "namespace dangle { extern const char ${folder}_library_anchor; }\n")
  endif()
  add_library(${target} STATIC ${sources} "${anchor}")
  dangle_compile_options(${target})
  target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
  list(TRANSFORM arg_DEPENDS PREPEND dangle_)
  target_link_libraries(${target} PUBLIC ${arg_DEPENDS} ${arg_LINK} PRIVATE ${arg_PRIVATE})
endfunction()

# Embeds every file below ROOT into TARGET: a generated source defines ACCESSOR() as declared
# in HEADER. KEYS module: `asyncio/locks.pyi` is `asyncio.locks`; KEYS stem: `DNG201.md` is `DNG201`.
function(dangle_embed)
  cmake_parse_arguments(arg "" "TARGET;HEADER;ACCESSOR;TYPE;ROOT;EXTENSION;KEYS" "" ${ARGN})
  dangle_glob(files ${arg_ROOT} "*.${arg_EXTENSION}")
  set(output "${PROJECT_BINARY_DIR}/generated/${arg_ACCESSOR}.cc")
  set(list_file "${output}.list")
  list(JOIN files "\n" lines)
  file(CONFIGURE OUTPUT "${list_file}" CONTENT "${lines}\n" @ONLY)
  add_custom_command(
    OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DLIST_FILE=${list_file}" "-DHEADER=${arg_HEADER}"
            "-DACCESSOR=${arg_ACCESSOR}" "-DTYPE=${arg_TYPE}" "-DKEYS=${arg_KEYS}"
            "-DROOT=${PROJECT_SOURCE_DIR}/${arg_ROOT}" -P "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    DEPENDS ${files} "${list_file}" "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    COMMENT "Embedding ${arg_ROOT}" VERBATIM)
  target_sources(${arg_TARGET} PRIVATE "${output}")
  # clang's -Wpedantic limits the length of a literal.
  set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS "-w")
endfunction()

function(dangle_add_tests folder)
  dangle_glob(sources tests/${folder} "*.cc")
  if(NOT sources)
    return()
  endif()
  set(target dangle_${folder}_tests)
  add_executable(${target} ${sources})
  dangle_compile_options(${target})
  target_compile_definitions(${target} PRIVATE DANGLE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE dangle_${folder} GTest::gmock GTest::gtest_main)
  # One process a binary: several hundred tests in one process take less than a hundred processes.
  add_test(NAME ${folder} COMMAND ${target})
  set_tests_properties(${folder} PROPERTIES TIMEOUT 900)
endfunction()

function(dangle_add_benchmarks)
  dangle_glob(sources bench "*.cc")
  if(NOT sources)
    return()
  endif()
  add_executable(dangle_bench ${sources})
  dangle_compile_options(dangle_bench)
  target_compile_definitions(dangle_bench PRIVATE DANGLE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(dangle_bench PRIVATE dangle_cli benchmark::benchmark_main)
endfunction()
