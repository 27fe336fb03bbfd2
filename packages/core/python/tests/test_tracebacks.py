import sys

from tests.rig import SpecTest


class Tracebacks(SpecTest):
    def text_of(self, text, **options):
        text = self.evaluate(text, **options).one("threw")["text"]
        self.assertNotIn("mrunner_spec/", text)
        # Newer Pythons underline the place.
        return [line for line in text.splitlines() if line.strip(" ^~")]

    def test_an_error_shows_the_lines_of_the_user_alone(self):
        self.assertEqual(
            self.text_of("def fail(n):\n    return 1 / n\n\nvalue = fail(0)  # here\n"),
            [
                "Traceback (most recent call last):",
                '  File "spec_file.py", line 4, in <module>',
                "    value = fail(0)  # here",
                '  File "spec_file.py", line 2, in fail',
                "    return 1 / n",
                "ZeroDivisionError: division by zero",
            ],
        )

    def test_an_error_of_its_function_does_so_too(self):
        for how in ("def spec():\n    {}['lr']", "async def spec():\n    {}['lr']",
                    "def spec():\n    yield {}['lr']"):
            lines = self.text_of(how)
            self.assertEqual(lines[0], "Traceback (most recent call last):")
            self.assertIn('  File "spec_file.py", line 2, in spec', lines)
            self.assertEqual(lines[-1], "KeyError: 'lr'")

    def test_a_neighbour_that_fails_is_shown(self):
        self.write("near.py", "def fail():\n    raise LookupError('far')\n")
        lines = self.text_of("import near\nnear.fail()")
        self.assertIn('near.py", line 2, in fail', lines[-3])
        self.assertEqual(lines[-2:], ["    raise LookupError('far')", "LookupError: far"])

    def test_the_lines_are_there_wherever_the_spec_goes(self):
        lines = self.text_of("import os\nos.chdir('/')\nraise ValueError('x')  # this one")
        self.assertIn("    raise ValueError('x')  # this one", lines)

    def test_causes_are_shown(self):
        lines = self.text_of("""
            try:
                {}["a"]
            except KeyError as error:
                raise ValueError("b") from error
        """)
        self.assertIn("KeyError: 'a'", lines)
        self.assertIn("The above exception was the direct cause", " ".join(lines))
        self.assertEqual(lines[-1], "ValueError: b")

    def test_a_syntax_error_has_its_place(self):
        lines = self.text_of("a = 1\nb = (2,\nc = 3 +\n")
        self.assertIn('File "spec_file.py", line', lines[0])
        self.assertIn("SyntaxError", lines[-1])
        lines = self.text_of("if True:\nx = 1\n")
        self.assertIn("    x = 1", lines)
        self.assertIn("IndentationError", lines[-1])

    def test_a_syntax_error_of_a_neighbour_has_its_place(self):
        self.write("near.py", "x = = 1\n")
        lines = self.text_of("import near")
        self.assertIn("    import near", lines)
        self.assertIn('near.py", line 1', " ".join(lines))

    def test_a_mistake_in_a_grid_ends_at_the_users_call(self):
        lines = self.text_of("""
            from mrunner.helpers.specification_helper import get_combinations
            found = get_combinations({"a___": [1, 2], "b___": [1]})
        """)
        self.assertIn("found = get_combinations(", lines[-2])
        self.assertIn("ValueError: expected as many values", lines[-1])

    def test_a_module_that_is_missing_is_named(self):
        lines = self.text_of("import nowhere_to_be_found")
        self.assertEqual(lines[-1], "ModuleNotFoundError: No module named 'nowhere_to_be_found'")

    def test_odd_files_and_errors_are_told_as_well(self):
        for text, expected in [
            ("x = 1\0", "null bytes"),
            ("# coding: nope", "nope"),
            ("def f(): f()\nf()", "RecursionError"),
            ("raise KeyboardInterrupt", None),
            ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "E"),
        ]:
            answer = self.evaluate(text)
            if expected is None:
                self.assertEqual((answer.lines, answer.code), ([], 130))
            else:
                self.assertIn(expected, answer.one("threw")["text"])

    def test_errors_in_groups_are_shown(self):
        if sys.version_info < (3, 11):
            self.skipTest("groups came with Python 3.11")
        lines = self.text_of("raise ExceptionGroup('all', [ValueError('x'), KeyError('y')])")
        self.assertIn("ValueError: x", " ".join(lines))
