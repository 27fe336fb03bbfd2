"""How scripts start: by mrunner's files, under neptune, in debug mode, by hand."""

import json
import os

from .started import PACKAGES, DirectoryTest

YAML = """project: p
name: n
parameters:
  - name: lr
    type: double
    default: 1.0
  - name: big
    type: int
    default: 18446744073709551616
  - name: text
    type: string
    default: "1e-5"
  - name: layers
    type: json
    default: '[1, 2.0, null]'
"""
VALUES = {"lr": 1.0, "big": 2**64, "text": "1e-5", "layers": [1, 2.0, None]}


class StartTest(DirectoryTest):
    def shown(self, *args, **env):
        ended = self.run_script("show.py", *args, **env)
        self.assertEqual((ended.code, ended.stderr), (0, ""))
        return json.loads(ended.stdout)

    def test_a_run_reads_its_file_and_leaves_the_script_its_own_arguments(self):
        file = self.write("neptune.yaml", YAML)
        shown = self.shown(
            *["--fast", "--neptune", file, "x", "--", "--set", "y"],
            MRUNNER_UNDER_NEPTUNE="0",
            MRUNNER_NEPTUNE_PATH=file,
            RESOURCE_DIR_PATH=self.path("run"),
        )
        self.assertEqual(shown["params"], VALUES)
        self.assertEqual(repr(shown["params"]["lr"]), "1.0")
        self.assertEqual(shown["argv"], ["--fast", "x", "--", "--set", "y"])
        self.assertEqual(shown["experimentDir"], self.path("run"))
        self.assertIsNone(shown["neptune"])

    def test_a_run_under_neptune_gets_the_context(self):
        content = {"project": "p", "name": "n", "params": {"lr": 0.5}, "storageDir": "storage"}
        file = self.write("context.json", json.dumps(content))
        shown = self.shown("x", MRUNNER_UNDER_NEPTUNE="1", MRUNNER_NEPTUNE_CONTEXT=file)
        storage = self.path("storage")
        self.assertEqual(shown["neptune"], ["p", {"lr": 0.5}, storage])
        self.assertEqual((shown["experimentDir"], shown["argv"]), (storage, ["x"]))
        self.assertTrue(os.path.isdir(storage))

    def test_debug_mode_without_a_spec_has_no_parameters_and_a_fresh_directory(self):
        ended = self.run_script("show.py", PMILOS_DEBUG="1")
        shown = json.loads(ended.stdout)
        self.assertIsNone(shown["params"])
        self.assertEqual(ended.stderr, "experiment directory: {experimentDir}\n".format(**shown))
        self.assertTrue(shown["experimentDir"].startswith(self.path("mrunner-show-")))

    def debug(self, *args):
        shown = self.shown(
            "--ex", "spec.py", "--exp_dir_path", "d", *args, "mine", PMILOS_DEBUG="1"
        )
        self.assertEqual(shown["argv"], ["mine"])
        self.assertEqual(shown["experimentDir"], self.path("d"))
        return shown["params"]

    def test_debug_mode_takes_the_first_experiment_of_a_python_spec_or_the_chosen_one(self):
        self.write("helper.py", "LRS = (1.0, 2)\n")
        self.write(
            "spec.py",
            "import helper\n"
            "print('the spec prints')\n"
            "def spec():\n"
            "    for lr in helper.LRS:\n"
            "        yield {'script': script, 'parameters': {'lr': lr, 'nan': float('nan')}}\n"
            "other = [{'script': 'x', 'parameters': {'opt': {'a': 1}}}]\n",
        )
        ended = self.run_script("show.py", "--ex", "spec.py", PMILOS_DEBUG="1")
        self.assertTrue(ended.stderr.startswith("the spec prints\n"), ended.stderr)
        params = json.loads(ended.stdout)["params"]
        self.assertEqual(repr(params["lr"]), "1.0")
        self.assertNotEqual(params["nan"], params["nan"])
        second = self.run_script("show.py", "--ex=spec.py", "--index=1", PMILOS_DEBUG="1")
        self.assertEqual(json.loads(second.stdout)["params"]["lr"], 2)
        other = self.run_script(
            *["show.py", "--ex", "spec.py", "--spec", "other", "--set", "opt.a=3"],
            PMILOS_DEBUG="1",
        )
        self.assertEqual(json.loads(other.stdout)["params"], {"opt": {"a": 3}})

    def test_debug_mode_leaves_the_script_its_arguments_and_makes_the_directory(self):
        self.write("spec.py", "spec = {'script': 'x', 'parameters': None}\n")
        self.assertEqual(self.debug(), {})

    def refused(self, *args):
        ended = self.run_script("show.py", *args, PMILOS_DEBUG="1")
        self.assertEqual((ended.code, ended.stdout), (2, ""), ended.stderr)
        return ended.stderr

    def test_debug_mode_says_what_the_spec_lacks(self):
        self.write("spec.py", "my_list = [{'script': 'x', 'parameters': {'f': len}}]\n")
        self.assertIn("gone.py   there is no such file", self.refused("--ex", "gone.py"))
        told = self.refused("--ex", "spec.py")
        usual = "spec, specifications or experiments_list"
        self.assertIn("spec.py   expected something named %s, got my_list\n" % usual, told)
        self.assertIn("            To use it: --spec my_list\n", told)
        told = self.refused("--ex", "spec.py", "--spec", "mylist")
        self.assertIn("named mylist, got my_list. Did you mean my_list?\n", told)
        told = self.refused("--ex", "spec.py", "--spec", "my_list")
        self.assertIn("experiments[0].parameters.f   expected", told)
        told = self.refused("--ex", "spec.py", "--spec", "my_list", "--index", "1")
        self.assertIn("--index   expected indexes from 0 to 0, got 1\n", told)
        self.assertIn("            the spec has 1 experiment\n", told)
        self.write("spec.py", "spec = []\n")
        self.assertIn("expected at least one experiment, got none", self.refused("--ex", "spec.py"))

    def test_what_a_spec_raises_comes_through_with_its_lines(self):
        self.write("spec.py", "def spec():\n    return [1 / 0]\n")
        ended = self.run_script("show.py", "--ex", "spec.py", PMILOS_DEBUG="1")
        self.assertEqual(ended.code, 1)
        self.assertIn('File "spec.py", line 2, in spec\n    return [1 / 0]', ended.stderr)
        self.assertTrue(ended.stderr.rstrip().endswith("ZeroDivisionError: division by zero"))

    def test_other_specs_are_read_by_mrun(self):
        self.write("spec.yaml", "script: x\n")
        ended = self.run_script("show.py", "--ex", "spec.yaml", PMILOS_DEBUG="1", PATH="/nowhere")
        self.assertEqual(ended.code, 2)
        self.assertIn("only mrun can read this spec, and there is none", ended.stderr)
        fake = self.write(
            "node_modules/.bin/mrun",
            "#!/bin/sh\nprintf '%s ' \"$@\" > called\n"
            "printf 'parameters:\\n  lr: 1.0\\n' > \"$6/neptune-02-mlp.yaml\"\n",
        )
        os.chmod(fake, 0o755)
        os.mkdir(self.path("deep"))
        self.write("deep/spec.yaml", "script: x\n")
        ended = self.run_script(
            *["show.py", "--ex", "deep/spec.yaml", "--index", "2"], PMILOS_DEBUG="1"
        )
        self.assertEqual(json.loads(ended.stdout)["params"], {"lr": 1.0}, ended.stderr)
        self.assertRegex(
            self.read("called"), "^generate deep/spec.yaml --only 2 --out /\\S+mrunner-debug-"
        )

    def test_as_a_module_it_is_named_as_one_starts_it(self):
        self.write("pack/__init__.py", "")
        script = "from mrunner_runtime import standard_mrunner_main\nstandard_mrunner_main(print)\n"
        self.write("pack/train.py", script)
        import subprocess
        import sys

        ended = subprocess.run(
            [sys.executable, "-m", "pack.train"],
            cwd=self.directory,
            env=self.environment(PYTHONPATH=PACKAGES),
            stderr=subprocess.PIPE,
        )
        self.assertEqual(ended.returncode, 2)
        typed = os.path.basename(sys.executable) + " -m pack.train --set KEY=VALUE"
        self.assertIn(" " + typed, ended.stderr.decode())
