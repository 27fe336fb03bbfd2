import os
import subprocess
import sys

from tests.rig import PROGRAM, SpecTest

ONE = "{'script': 'python a.py', 'parameters': {'lr': 1.0}}"


class WhatASpecCanBe(SpecTest):
    def test_each_kind_of_value_is_accepted(self):
        for text in [
            "spec = [%s, %s]",
            "spec = (%s, %s)",
            "spec = iter([%s, %s])",
            "spec = lambda: [%s, %s]",
            "def spec():\n    yield %s\n    yield %s",
            "async def spec(): return [%s, %s]",
            "async def spec():\n    yield %s\n    yield %s",
            "def spec(n=2): return [%s, %s][:n]",
            "import functools\nspec = functools.partial(lambda a, b: [a, b], %s, %s)",
            "spec = [[%s], [[%s]]]",
            "spec = {0: %s, 1: %s}.values()",
        ]:
            with self.subTest(text):
                answer = self.evaluate(text % (ONE, ONE))
                self.assertEqual(answer.problems(), {}, answer.lines)
                self.assert_same(answer.parameters(), [{"lr": 1.0}] * 2)
                self.assertTrue(answer.one("spec")["isList"])
                self.assertEqual(answer.lines[-1], {"line": "end"})

    def test_one_experiment_is_no_list(self):
        for text in ["spec = %s", "def spec(): return %s", "async def spec(): return %s"]:
            answer = self.evaluate(text % ONE)
            self.assertFalse(answer.one("spec")["isList"])
            self.assertEqual(answer.parameters(), [{"lr": 1.0}])
        answer = self.evaluate("spec = {'script': 'a', 'parameters': {'f': len}}")
        self.assertEqual(list(answer.problems()), ["parameters.f"])

    def test_objects_are_read_by_their_attributes(self):
        classes = """
            import dataclasses, collections, enum
            @dataclasses.dataclass
            class A:
                script: str = "s"
                parameters: dict = dataclasses.field(default_factory=lambda: {"n": 1})
                tags: list = None
                _own: int = 3
            class B:
                script = "s"
                def __init__(self): self.parameters = {"n": 1}
                def helper(self): pass
            class C:
                __slots__ = ("script", "parameters", "tags")
                def __init__(self): self.script, self.parameters = "s", {"n": 1}
            class D:
                def to_dict(self): return {"script": "s", "parameters": {"n": 1}, "git_info": self}
            class E(B):
                script = property(lambda self: "s")
            F = collections.namedtuple("F", "script parameters")
            spec = [A(), B(), C(), D(), E(), F("s", {"n": 1})]
        """
        answer = self.evaluate(classes)
        self.assertEqual(answer.problems(), {})
        self.assertEqual(answer.experiments(), [({"script": "s"}, {"n": 1})] * 6)

    def test_a_generator_is_read_one_by_one(self):
        answer = self.evaluate("""
            shared = {"script": "s", "tags": [], "parameters": {}}
            def spec():
                for n in range(3):
                    shared["parameters"]["n"] = n
                    shared["tags"].append(str(n))
                    yield shared
        """)
        self.assertEqual(answer.parameters(), [{"n": n} for n in range(3)])
        self.assertEqual([len(fields["tags"]) for fields, _ in answer.experiments()], [1, 2, 3])

    def test_own_form_is_passed_on_as_plain_data(self):
        answer = self.evaluate("""
            from mrunner.experiment import Experiment
            one = Experiment(name="x", script="a", parameters={"lr": 1.0})
            spec = [
                {"grid": {"lr": (0.1, float("nan")), "n": range(2)}, "where": len, "params": {}},
                {"composite": {"learner": one, "actor": {"script": "b"}}, "onFailure": "stop"},
            ]
        """)
        first, second = [line["value"] for line in answer.lines if line["line"] == "object"]
        self.assert_same(first, {"grid": {"lr": [0.1, float("nan")], "n": [0, 1]}})
        self.assertEqual(second["composite"]["actor"], {"script": "b"})
        self.assertEqual(second["composite"]["learner"]["parameters"], {"lr": 1.0})
        where, params = answer.one("problems")["problems"]
        self.assertEqual(where["path"], "experiments[0].where")
        self.assertEqual(where["message"], "expected data, got the function len")
        self.assertIn("write a list", where["details"][0])
        self.assertEqual(params["path"], "experiments[0].params")

    def test_what_is_no_experiment_is_a_problem_at_its_place(self):
        answer = self.evaluate("spec = [%s, 3, 'text', None, len, object()]" % ONE)
        self.assertEqual(list(answer.problems()), ["experiments[%d]" % k for k in range(1, 6)])
        self.assertEqual(len(answer.experiments()), 6)
        self.assertIn("got None", self.evaluate("def spec(): pass").problems()[""])
        by_name = self.evaluate("spec = {'a': %s, 'b': %s}" % (ONE, ONE)).problems()
        self.assertEqual(by_name, {"": "expected a list of experiments, got a dict of them"})

    def test_all_problems_are_told_at_once_each_with_its_place(self):
        answer = self.evaluate("""
            from dispatcher import CompositeExperiment, NeptuneExperiment
            def old(f): return NeptuneExperiment("a", [len], ".", "", "n", "p", {"f": f})
            spec = [
                {"script": "a", "parameters": {"f": len, "g": [len], 3: 1, "ok": 1}},
                CompositeExperiment([old(1), old({2})]),
                {"script": "a", "parameters": 3, "env": {"A": len, "B": 1.0}},
            ]
        """)
        self.assertEqual(
            sorted(answer.problems()),
            [
                "experiments[0].parameters",
                "experiments[0].parameters.f",
                "experiments[0].parameters.g[0]",
                "experiments[1].composite[0].tags[0]",
                "experiments[1].composite[1].parameters.f",
                "experiments[1].composite[1].tags[0]",
                "experiments[2].env.A",
                "experiments[2].parameters",
            ],
        )
        self.assertEqual(answer.parameters()[0], {"f": None, "g": [None], "ok": 1})
        self.assertEqual(answer.experiments()[-1], ({"script": "a", "env": {"B": "1.0"}}, {}))

    def test_fields_are_sent_where_they_change(self):
        answer = self.evaluate("""
            def one(n, name): return {"script": "s", "name": name, "parameters": {"n": n}}
            spec = [one(n, "a" if n < 600 else "b") for n in range(1000)]
        """)
        lines = [line["line"] for line in answer.lines]
        self.assertEqual(lines.count("fields"), 2)
        self.assertEqual(answer.parameters(), [{"n": n} for n in range(1000)])
        self.assertEqual([f["name"] for f, _ in answer.experiments()], ["a"] * 600 + ["b"] * 400)


class WhichValueIsTheSpec(SpecTest):
    def name_of(self, text, **options):
        answer = self.evaluate(text, **options)
        line = answer.one("spec") or answer.one("exports")
        return line.get("name") or line["names"]

    def test_the_usual_names_are_tried_in_their_order(self):
        texts = ["spec = [%s]" % ONE, "def specifications(): return []", "experiments_list = []"]
        self.assertEqual(self.name_of("\n".join(texts[::-1])), "spec")
        self.assertEqual(self.name_of("\n".join(texts[:0:-1])), "specifications")
        self.assertEqual(self.name_of(texts[2]), "experiments_list")

    def test_something_else_of_a_usual_name_hides_nothing(self):
        for other in [
            "for spec in [{'lr': 1}]: pass",
            "spec = 'me/mine'.split('/')",
            "spec = 'text'",
            "def spec(params): return params",
            "class spec:\n    def __init__(self, lr): pass",
        ]:
            text = other + "\nexperiments_list = [%s]" % ONE
            self.assertEqual(self.name_of(text), "experiments_list", other)
        self.assertIn("an experiment, got text", self.evaluate("spec = 'text'").problems()[""])

    def test_a_name_that_is_asked_for_is_that_or_nothing(self):
        text = "spec = [%s]\nother = lambda: [%s]\nnothing = None" % (ONE, ONE)
        self.assertEqual(self.name_of(text, name="other"), "other")
        for name in ("othr", "nothing"):
            self.assertEqual(self.name_of(text, name=name), ["spec", "other"])

    def test_names_that_could_be_meant_are_those_of_experiments_and_functions(self):
        text = """
            import os
            from os.path import join
            from mrunner.experiment import Experiment
            from dataclasses import dataclass
            @dataclass
            class Thing: x: int = 1
            numbers = [1, 2]; empty = []; thing = Thing(); config = {"lr": 1}
            runs = [Experiment(script="a")]
            one = {"script": "a"}
            def make(): return runs
            def build(lr): return runs
        """
        self.assertEqual(self.name_of(text), ["runs", "one", "make"])
        self.assertEqual(self.name_of(""), [])


class HowAFileIsExecuted(SpecTest):
    def value_of(self, expression, before="", **options):
        answer = self.evaluate(
            "%s\nspec = {'script': 's', 'parameters': {'v': %s}}" % (before, expression), **options
        )
        self.assertEqual(answer.problems(), {}, answer.lines)
        self.assertEqual(len(answer.parameters()), 1, answer.lines)
        return answer.parameters()[0]["v"]

    def test_its_globals_are_those_of_the_old_tools(self):
        answer = self.evaluate('''"""Of penguins."""
import os, sys
spec = {"script": globals()["script"][:-3], "parameters": {
    "file": __file__, "main": __name__ == "__main__", "cwd": os.getcwd(), "doc": __doc__,
    "typed": sys.argv[sys.argv.index("run") + 1]}}
''', shown="../x/spec_file.py")
        fields, parameters = answer.experiments()[0]
        self.assertEqual(fields["script"], "spec_file")
        self.assertEqual(
            parameters,
            {"file": "../x/spec_file.py", "main": False, "cwd": self.directory,
             "doc": "Of penguins.", "typed": "../x/spec_file.py"},
        )

    def test_nothing_of_ours_can_be_imported_by_chance(self):
        for name in ("values", "problem", "child", "mrunner_runtime"):
            text = "import %s\nspec = []" % name
            self.assertIn("No module named", self.evaluate(text).one("threw")["text"])

    def test_its_directory_is_importable_but_hides_no_library(self):
        self.write("specs/json.py", "import json\nspec = [{'script': json.dumps(1)}]")
        self.write("specs/near.py", "value = 1.5")
        text = "import near, json, shared\nspec = [{'script': json.dumps(near.value)}]"
        path = self.write("specs/a.py", text)
        self.write("shared.py", "")
        self.assertEqual(self.evaluate(file=path).experiments()[0][0]["script"], "1.5")
        path = os.path.join(self.directory, "specs/json.py")
        self.assertEqual(self.evaluate(file=path).experiments()[0][0]["script"], "1")

    def test_classes_of_the_file_are_whole(self):
        before = """
from __future__ import annotations
import dataclasses, enum, pickle, typing
@dataclasses.dataclass
class Net:
    kinds: typing.ClassVar[int] = 3
    width: int = 8
    other: typing.Optional[Net] = None
"""
        self.assertEqual(self.value_of("Net()", before), {"width": 8, "other": None})
        self.assertEqual(self.value_of("pickle.loads(pickle.dumps(Net(5))).width", before), 5)
        self.assertEqual(
            self.value_of("sorted(typing.get_type_hints(Net))", before), ["kinds", "other", "width"]
        )

    def test_its_encoding_is_the_one_it_declares(self):
        path = os.path.join(self.directory, "latin.py")
        for coding, bom in (("iso-8859-2", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-8", b"")):
            with open(path, "wb") as stream:
                text = "# -*- coding: %s -*-\nspec = {'script': 'zażółć'}" % coding
                stream.write(bom + text.encode(coding))
            self.assertEqual(self.evaluate(file=path).experiments()[0][0]["script"], "zażółć")

    def test_what_it_prints_goes_to_standard_error_and_input_does_not_wait(self):
        answer = self.evaluate("""
            import os, subprocess, sys
            print("one", flush=True)
            os.write(1, b"two\\n")
            subprocess.run(["echo", "three"])
            print("four")
            try: input()
            except EOFError: print("no input")
            spec = []
        """, told={"sweep": {}})
        self.assertEqual(answer.printed, "one\ntwo\nthree\nfour\nno input\n")
        self.assertEqual([line["line"] for line in answer.lines], ["spec", "end"])

    def test_what_it_prints_need_not_fit_the_encoding_of_the_terminal(self):
        printing = "print('\\u00e9 \\u2713 \\udc80')\nspec = []"
        answer = self.evaluate(printing, env={"PYTHONIOENCODING": "ascii:strict"})
        self.assertEqual(answer.printed, "\\xe9 \\u2713 \\udc80\n")

    def test_threads_and_processes_that_it_leaves_behind_do_not_hold_it_up(self):
        answer = self.evaluate("""
            import atexit, subprocess, threading, time
            threading.Thread(target=time.sleep, args=(600,)).start()
            quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            child = subprocess.Popen(["sleep", "600"], **quiet)
            atexit.register(child.kill)
            atexit.register(print, "bye")
            spec = []
        """)
        self.assertEqual((answer.code, answer.printed), (0, "bye\n"))

    def test_nothing_that_it_does_to_its_end_changes_the_answer(self):
        answer = self.evaluate("""
            import atexit, sys
            atexit.register(sys.exit, 3)
            atexit.register(len)
            sys.stdout = None
            sys.stderr.close()
            spec = []
        """)
        self.assertEqual((answer.code, answer.lines[-1]), (0, {"line": "end"}))

    def test_a_process_that_it_forks_gives_no_answer_of_its_own(self):
        answer = self.evaluate("""
            import os, sys
            if os.fork() == 0: sys.exit(3)
            print("child", os.wait()[1] >> 8)
            spec = [{"script": "s"}]
            def forking():
                yield spec[0]
                if os.fork() == 0: raise ValueError
                os.wait()
        """, name="forking")
        self.assertEqual([it["line"] for it in answer.lines], ["spec", "fields", "rows", "end"])
        self.assertIn("child 3\n", answer.printed)
        self.assertIn("ValueError", answer.printed)

    def test_an_exit_is_told_with_its_message(self):
        for text, code, message in [
            ("import sys; sys.exit('set A')", 1, "set A"),
            ("exit(3)", 3, None),
            ("exit()", 0, None),
            ("def spec(): quit(True)", 1, None),
            ("raise SystemExit(2.5)", 1, "2.5"),
        ]:
            answer = self.evaluate(text)
            self.assertEqual(answer.lines, [{"line": "exited", "code": code, "text": message}])
            self.assertEqual(answer.code, 0)

    def test_paths_and_text_of_any_script_come_through(self):
        path = self.write("zażółć 🐧.py", "spec = {'script': '漢字 🐧', 'name': script}")
        for env in ({"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}):
            fields = self.evaluate(file=path, env=env).experiments()[0][0]
            self.assertEqual(fields, {"script": "漢字 🐧", "name": "zażółć 🐧.py"})


class AfterASubmission(SpecTest):
    TEXT = """
        import sys
        from mrunner.cli.mrunner_cli import register_after_run_callback
        def fail(sweep, experiments): sweep.nope
        def tell(sweep, experiments):
            print("tail -f %s/%s.log" % (sweep.grid_logs_dir, sweep.unique_name), len(experiments))
            print(experiments[0].name, sys.argv[2])
        register_after_run_callback(fail)
        register_after_run_callback(tell)
        from mrunner.experiment import Experiment
        experiments_list = [Experiment(name="n%d" % n, script="s") for n in range(3)]
    """

    def test_what_was_registered_is_called_also_after_one_that_fails(self):
        told = {"sweep": {"unique_name": "u", "grid_logs_dir": "/runs", "slurm_url": ""}}
        answer = self.evaluate(self.TEXT, told=told)
        self.assertTrue(answer.one("spec")["afterRun"])
        self.assertIn("tail -f /runs/u.log 3\nn0 spec_file.py\n", answer.printed)
        self.assertIn("a sweep has no nope here", answer.printed)
        self.assertEqual((answer.code, answer.lines[-1]["line"]), (1, "end"))

    def test_experiments_of_a_generator_are_read_as_they_come_all_the_same(self):
        answer = self.evaluate("""
            from mrunner.cli.mrunner_cli import register_after_run_callback
            register_after_run_callback(lambda sweep, experiments: print(len(experiments)))
            shared = {"script": "s", "parameters": {}}
            def spec():
                for n in range(3):
                    shared["parameters"]["n"] = n
                    yield shared
        """, told={"sweep": {}})
        self.assertEqual(answer.parameters(), [{"n": n} for n in range(3)])
        self.assertEqual((answer.code, answer.printed), (0, "3\n"))

    def test_nothing_is_called_when_nothing_was_submitted(self):
        answer = self.evaluate(self.TEXT)
        self.assertEqual((answer.code, answer.printed), (0, ""))


class TheProgram(SpecTest):
    def test_it_compiles_without_writing_anything_beside_itself(self):
        before = {name for name in os.listdir(PROGRAM) if name != "__pycache__"}
        self.evaluate("spec = []")
        self.assertEqual(before, {name for name in os.listdir(PROGRAM) if name != "__pycache__"})

    def test_a_file_that_is_not_there_is_an_error_of_its_own(self):
        answer = self.evaluate(file=os.path.join(self.directory, "nope.py"))
        self.assertIn("FileNotFoundError", answer.one("threw")["text"])

    def test_it_needs_nothing_but_the_standard_library(self):
        path = self.write("a.py", "spec = []")
        order = '{"file": "%s", "shown": "a.py"}' % path
        command = ["sh", "-c", 'exec "$@" 3>&1', "sh", sys.executable, "-I", "-S", PROGRAM, order]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
        self.assertIn(b'"line":"end"', done.stdout)
