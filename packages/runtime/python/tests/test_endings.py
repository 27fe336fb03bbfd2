"""What is Python's own about how scripts end: exits, children, threads, signals."""

import signal

from .started import DirectoryTest


class EndingTest(DirectoryTest):
    def end(self, way, **env):
        return self.run_script(
            "ends.py", "--set", "way=" + way, RESOURCE_DIR_PATH=self.path("run"), **env
        )

    def result(self):
        return self.read("run", "result.json")

    def metrics(self):
        return self.records("run", "metrics.jsonl")

    def test_an_exception_has_its_traceback_and_the_code_1(self):
        ended = self.end("throws")
        self.assertEqual(ended.code, 1)
        self.assertIn('raise ValueError("Invalid array length")', ended.stderr)
        self.assertTrue(ended.stderr.endswith("ValueError: Invalid array length\n"))

    def test_an_exit_with_text_keeps_it_as_the_reason(self):
        ended = self.end("exits with text")
        self.assertEqual((ended.code, ended.stderr), (1, "no data: run prepare.py\n"))
        failure = {"kind": "exit", "text": "no data: run prepare.py"}
        self.assertEqual(self.metrics()[0]["failure"], failure)

    def test_an_exit_with_nothing_is_a_success(self):
        self.assertEqual((self.end("exits with nothing").code, self.metrics()), (0, []))

    def test_ctrl_c_ends_a_script_that_does_not_ask_as_ever(self):
        ended = self.end("is stopped by Ctrl-C")
        self.assertEqual(ended.code, -signal.SIGINT)
        self.assertTrue(ended.stderr.rstrip().endswith("KeyboardInterrupt"), ended.stderr)

    def test_an_async_main_is_awaited(self):
        self.assertEqual((self.end("awaits").code, self.result()), (0, '{"awaited":true}\n'))

    def test_an_async_main_that_asks_learns_of_ctrl_c_and_is_not_cancelled(self):
        for name in ("SIGINT", "SIGTERM"):
            directory = self.path(name)
            ended = self.run_signalled(
                *[name, "ends.py", "--set", "way=asks and awaits"], RESOURCE_DIR_PATH=directory
            )
            self.assertEqual((ended.code, ended.stderr), (85, ""))

    def test_a_main_with_a_yield_is_no_success(self):
        ended = self.end("has yield")
        self.assertEqual(ended.code, 1)
        self.assertIn("has_yield() has a yield, so calling it ran nothing of it", ended.stderr)

    def test_a_script_without_file_descriptors_keeps_its_reason(self):
        self.assertEqual((self.end("has no file descriptor left").code, self.result()), (1, None))
        one, two, reason = self.metrics()
        self.assertEqual([one["values"], two["values"]], [{"a": 1}, {"a": 2}])
        self.assertIn("OSError: [Errno 24] Too many open files", reason["failure"]["text"])

    def test_the_tail_of_a_burst_is_written_though_the_script_is_killed_later(self):
        self.assertEqual(self.end("is killed later").code, -signal.SIGKILL)
        self.assertEqual([line["step"] for line in self.metrics()], list(range(100)))

    def test_threads_log_together_and_no_line_is_torn(self):
        self.assertEqual(self.end("threads").code, 0)
        lines = self.metrics()
        for name in ("t0", "t1", "t2", "t3"):
            steps = [line["step"] for line in lines if name in line["values"]]
            self.assertEqual(steps, list(range(500)))

    def test_a_child_by_fork_writes_its_own_lines_and_no_result(self):
        ended = self.end("forks")
        self.assertEqual(ended.code, 0, ended.stderr)
        self.assertEqual(self.result(), '{"by":"parent"}\n')
        lines = self.metrics()
        parents = [line["step"] for line in lines if "a" in line["values"]]
        self.assertEqual(parents, list(range(1, 50)))
        self.assertEqual(len([line for line in lines if "child" in line["values"]]), 1)
        burst = [line["step"] for line in lines if "burst" in line["values"]]
        self.assertEqual(burst, list(range(100)))

    def test_threads_of_children_may_fork(self):
        ended = self.end("a thread of a child forks")
        self.assertEqual((ended.code, self.result()), (0, '{"status":0}\n'), ended.stderr)

    def test_workers_of_a_script_that_asks_can_be_terminated(self):
        self.assertEqual(self.end("pool").code, 0)
        self.assertEqual(self.result(), '{"squares":[0,1,4,9]}\n')

    def test_children_by_spawn_know_the_parameters_and_do_not_train_again(self):
        ended = self.run_script("spawns.py", "--set", "factor=3")
        self.assertEqual(ended.code, 0, ended.stderr)
        told = ended.stderr.splitlines()
        self.assertEqual(len(told), 1, told)
        directory = told[0][len("experiment directory: ") :]
        found = self.read(directory, "result.json")
        self.assertEqual(
            found, '{"numbers":[0,3],"directories":["%s","%s"]}\n' % (directory, directory)
        )
        self.assertEqual(
            [line["values"]["child"] for line in self.records(directory, "metrics.jsonl")],
            list(range(200)),
        )


class ModuleLevelTest(DirectoryTest):
    def test_outside_of_mrunner_nothing_is_made_and_nothing_fails(self):
        ended = self.run_script("module_level.py", "--config", "mine", "--lr=1", WANTS_PARAMS="1")
        self.assertEqual((ended.code, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout, "{} ['--config', 'mine', '--lr=1']\n")
        self.assertIsNone(self.read("metrics.jsonl"))

    def test_outside_of_mrunner_a_directory_is_there_when_it_is_wanted(self):
        ended = self.run_script("module_level.py", WANTS_DIRECTORY="1")
        directory, is_there = ended.stdout.split()
        self.assertEqual((ended.code, is_there), (0, "True"))
        self.assertEqual(ended.stderr, "experiment directory: {}\n".format(directory))
        self.assertEqual(self.read(directory, "result.json"), '{"loss":0.5}\n')
        self.assertEqual(
            [line["values"] for line in self.records(directory, "metrics.jsonl")], [{"after": 1}]
        )

    def test_in_a_run_it_records(self):
        file = self.write("neptune.yaml", "parameters:\n  lr: 0.5\n")
        env = {"MRUNNER_NEPTUNE_PATH": file, "RESOURCE_DIR_PATH": self.directory}
        ended = self.run_script(
            *["module_level.py", "--neptune", file, "--config", "mine"], WANTS_PARAMS="1", **env
        )
        self.assertEqual((ended.code, ended.stderr), (0, ""))
        self.assertEqual(ended.stdout, "{'lr': 0.5} ['--config', 'mine']\n")
        lines = self.records("metrics.jsonl")
        self.assertEqual([line.get("step") for line in lines], [0, 1, 2, None])
        self.assertEqual(self.read("result.json"), '{"loss":0.5}\n')

    def test_wrong_set_up_ends_a_script_that_wants_parameters(self):
        env = {"MRUNNER_NEPTUNE_PATH": "gone.yaml", "RESOURCE_DIR_PATH": self.directory}
        ended = self.run_script("module_level.py", WANTS_PARAMS="1", **env)
        self.assertEqual((ended.code, ended.stdout), (2, ""))
        self.assertTrue(ended.stderr.startswith("module_level.py could not read its parameters"))
        self.assertEqual(self.run_script("module_level.py", **env).code, 0)

    def signalled(self, ending):
        return self.run_signalled(
            "SIGTERM", "module_level.py", ENDING=ending, RESOURCE_DIR_PATH=self.directory
        )

    def test_a_script_that_saves_exits_with_85(self):
        ended = self.signalled("saves")
        self.assertEqual((ended.code, ended.stderr), (85, ""))

    def test_a_script_that_is_finished_exits_with_0(self):
        ended = self.signalled("finished")
        self.assertEqual((ended.code, ended.stderr), (0, ""))

    def test_a_script_that_says_nothing_is_reminded(self):
        ended = self.signalled("says nothing")
        self.assertEqual(ended.code, 0)
        self.assertIn("end it with exit_interrupted(), or call finished()", ended.stderr)
