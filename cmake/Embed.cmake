# Writes OUTPUT: a C++ source that holds the text of every file named in LIST_FILE. Run with cmake -P.
file(STRINGS "${LIST_FILE}" files)

set(entries "")
foreach(file IN LISTS files)
  file(RELATIVE_PATH key "${ROOT}" "${file}")
  string(REGEX REPLACE "\\.[a-z]+$" "" key "${key}")
  if(KEYS STREQUAL "module")
    string(REGEX REPLACE "(^|/)__init__$" "" key "${key}")
    string(REPLACE "/" "." key "${key}")
  else()
    get_filename_component(key "${key}" NAME)
  endif()
  file(READ "${file}" text)
  # The words of the delimiter would end the literal early.
  string(FIND "${text}" ")dangle_text\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${file} contains the delimiter of embedded texts")
  endif()
  string(APPEND entries "    {\"${key}\", R\"dangle_text(${text})dangle_text\"sv},\n")
endforeach()

# An array needs an element; the count leaves it out.
list(LENGTH files count)
file(WRITE "${OUTPUT}" "#include \"${HEADER}\"

namespace dangle {
namespace {

using namespace std::string_view_literals;  // their length is known, not counted: clang caps what it counts at compile time

constexpr ${TYPE} kEntries[] = {
${entries}    {\"\", \"\"},
};

}  // namespace

std::span<const ${TYPE}> ${ACCESSOR}() { return std::span<const ${TYPE}>(kEntries, ${count}); }

}  // namespace dangle
")
