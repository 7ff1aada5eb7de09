"""The project's sources pass every static check, and every check fails on a planted violation."""

import pathlib
import shutil
import tempfile
import unittest

import lint

GOOD_HEADER = """// What it is.
#ifndef DANGLE_{guard}_H_
#define DANGLE_{guard}_H_
{body}
#endif  // DANGLE_{guard}_H_
"""


class ProjectTest(unittest.TestCase):
    def test_the_sources_pass(self):
        for check in lint.STATIC_CHECKS:
            with self.subTest(check=check.__name__):
                self.assertEqual(list(check(lint.ROOT)), [])


class PlantedViolationTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        self.header("base", "names")
        self.header("ir", "function", '#include "base/names.h"')
        self.header("dataflow", "solver", '#include "ir/function.h"')

    def header(self, folder, name, body=""):
        self.write(f"{folder}/{name}.h", GOOD_HEADER.format(guard=f"{folder}_{name}".upper(), body=body))

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def assert_one(self, check, words):
        complaints = list(check(self.root))
        self.assertEqual(len(complaints), 1, complaints)
        self.assertIn(words, complaints[0])

    def test_the_planted_tree_is_clean_before(self):
        for check in lint.STATIC_CHECKS:
            self.assertEqual(list(check(self.root)), [])

    def test_layering_upwards(self):
        self.write("ir/wrong.cc", '#include "base/names.h"\n#include "dataflow/solver.h"\n')
        self.assert_one(lint.check_layering, "ir/wrong.cc:2: ir/ must not include dataflow/")

    def test_layering_into_tests(self):
        self.write("tests/ir/samples.h", "")
        self.write("ir/wrong.cc", '#include "tests/ir/samples.h"\n')
        self.assert_one(lint.check_layering, "ir/ must not include tests/")

    def test_layering_relative_include(self):
        self.write("ir/wrong.cc", '#include "function.h"\n')
        self.assert_one(lint.check_layering, "seen from its root")

    def test_tree_sitter_outside_syntax(self):
        self.write("frontend/syntax.cc", "#include <tree_sitter/api.h>\n")
        self.write("ir/wrong.cc", "#include <tree_sitter/api.h>\n")
        self.assert_one(lint.check_tree_sitter_is_hidden, "ir/wrong.cc")

    def test_header_guard(self):
        self.write("ir/wrong.h", GOOD_HEADER.format(guard="IR_OTHER", body=""))
        self.assert_one(lint.check_header_guards, "DANGLE_IR_WRONG_H_")

    def test_header_end(self):
        self.write("ir/wrong.h", GOOD_HEADER.format(guard="IR_WRONG", body="") + "int x;\n")
        self.assert_one(lint.check_header_guards, "must end with")

    def test_header_without_opening(self):
        self.write("ir/wrong.h", GOOD_HEADER.format(guard="IR_WRONG", body="").replace("// What it is.\n", ""))
        self.assert_one(lint.check_headers_say_what_they_are, "ir/wrong.h")

    def test_open_end(self):
        self.write("ir/fine.cc", "// TO" + "DO(#12): widen\n")
        self.write("ir/wrong.cc", "// TO" + "DO: later\n")
        self.assert_one(lint.check_open_ends, "ir/wrong.cc:1")

    def test_language(self):
        self.write("ir/fine.cc", '// std::format is not here\nauto s = "std::expected";\n')
        self.write("ir/wrong.cc", "\nauto s = std::format(x);\n")
        self.assert_one(lint.check_language, "ir/wrong.cc:2")

    def test_size(self):
        self.write("ir/wrong.cc", "\n" * (lint.HARD_LINES + 1))
        self.assert_one(lint.check_sizes, "ir/wrong.cc")

    @unittest.skipIf(shutil.which("clang-format-14") is None, "no formatter here")
    def test_format(self):
        shutil.copy(lint.ROOT / ".clang-format", self.root)
        self.assertEqual(list(lint.check_format(self.root)), [])
        self.write("ir/wrong.cc", "int  f( ) ;\n")
        self.assertTrue(any("ir/wrong.cc" in complaint for complaint in lint.check_format(self.root)))


if __name__ == "__main__":
    unittest.main()
