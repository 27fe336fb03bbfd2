"""Values and experiments of packages that users have installed."""

import unittest
from importlib.machinery import PathFinder

from tests.rig import SpecTest


def with_package(name):
    return unittest.skipUnless(PathFinder.find_spec(name), "%s is not installed" % name)


class Packages(SpecTest):
    def parameters_of(self, text):
        answer = self.evaluate(text)
        self.assertEqual(answer.problems(), {}, answer.lines)
        return answer.parameters()

    @with_package("numpy")
    def test_scalars_and_arrays_of_numpy_are_plain_numbers_and_lists(self):
        found = self.parameters_of("""
            import numpy as np
            values = dict(
                i=np.int64(3), u=np.uint8(7), f=np.float64(1), g=np.float32(0.5), b=np.bool_(True),
                s=np.str_("adam"), a=np.array([[1, 2], [3, 4]]), d=np.array([1.0, 2]),
                z=np.array(5), o=np.array(["a", 1], dtype=object), n=np.float64("nan"),
                r=np.arange(3), k={np.str_("x"): np.bool_(False)}, l=[np.int32(1)],
            )
            spec = {"script": "s", "parameters": values}
        """)
        self.assert_same(
            found,
            [dict(i=3, u=7, f=1.0, g=0.5, b=True, s="adam", a=[[1, 2], [3, 4]], d=[1.0, 2.0],
                  z=5, o=["a", 1], n=float("nan"), r=[0, 1, 2], k={"x": False}, l=[1])],
        )

    @with_package("numpy")
    def test_what_numpy_has_and_json_lacks_is_a_problem(self):
        answer = self.evaluate("""
            import numpy as np
            values = dict(c=np.complex128(1), t=np.datetime64("2026-01-01"), n=np.array([np.nan]))
            spec = {"script": "s", "parameters": values}
        """)
        messages = answer.problems()
        self.assertIn("a complex number", messages["parameters.c"])
        self.assertIn("a date", messages["parameters.t"])
        self.assertIn("finite", messages["parameters.n[0]"])

    @with_package("numpy")
    def test_the_helper_takes_arrays_of_numpy(self):
        found = self.parameters_of("""
            import numpy as np
            from mrunner.helpers.specification_helper import create_experiments_helper
            spec = create_experiments_helper(
                "n", {}, {"lr": np.logspace(-2, 0, 3), "n___": np.arange(2), "m___": range(2)},
                "s", ".", ["t"], with_neptune=False, project_name="p")
        """)
        self.assert_same(
            found, [dict(n=n, m=n, lr=lr) for n in (0, 1) for lr in (0.01, 0.1, 1.0)]
        )

    @with_package("munch")
    @with_package("path")
    def test_a_munch_and_a_path_of_the_real_packages_are_read(self):
        found = self.parameters_of("""
            import munch, path
            assert "stand_ins" not in munch.__file__ + path.__file__
            values = munch.munchify({"a": {"b": 1.0}, "p": path.Path("x") / "y"})
            spec = munch.Munch(script="s", parameters=munch.DefaultMunch(None, values))
        """)
        self.assert_same(found, [{"a": {"b": 1.0}, "p": "x/y"}])

    @with_package("attrs")
    def test_objects_of_attrs_are_read_by_their_attributes(self):
        answer = self.evaluate("""
            import attr, attrs
            @attrs.define(kw_only=True, slots=False)
            class Experiment:
                project = attrs.field()
                script = attrs.field()
                parameters = attrs.field()
                git_info = attrs.field(default=None)
                unique_name = attrs.field(default="23_11-10_00-x")
                with_mpi = attrs.field(default=False)
                def to_dict(self): return attr.asdict(self)
            @attr.s
            class Net: width = attr.ib(default=8)
            spec = [Experiment(project="p", script="s", parameters={"net": Net(), "n": n})
                    for n in range(2)]
        """)
        fields = {"project": "p", "script": "s", "with_mpi": False}
        self.assertEqual(
            answer.experiments(), [(fields, {"net": {"width": 8}, "n": n}) for n in range(2)]
        )

    @with_package("omegaconf")
    def test_a_configuration_of_omegaconf_is_plain_data(self):
        found = self.parameters_of("""
            from omegaconf import OmegaConf
            config = OmegaConf.create({"a": {"b": [1, 2.0]}, "c": "${a.b}"})
            spec = {"script": "s", "parameters": config}
        """)
        self.assert_same(found, [{"a": {"b": [1, 2.0]}, "c": [1, 2.0]}])
