"""Which `mrunner` and `deeplib` a script gets where others are installed, too."""

import os

from old_script import OldScriptCase

OLD = "raise ImportError('the old one: it wants pickles')\n"


class OldPlaces(OldScriptCase):
    def test_ours_win_over_an_installed_mrunner_whose_other_modules_stay(self):
        installed = os.path.join(self.directory, "installed")
        self.write("installed/mrunner/__init__.py", "")
        self.write("installed/mrunner/experiment.py", "name = 'installed experiment'\n")
        self.write("installed/mrunner/settings.py", "name = 'installed settings'\n")
        self.write("installed/mrunner/helpers/__init__.py", "")
        self.write("installed/mrunner/helpers/client_helper.py", OLD)
        self.write("installed/mrunner/helpers/other.py", "name = 'installed helper'\n")
        script = """
from mrunner.helpers.client_helper import get_configuration
import mrunner.experiment, mrunner.helpers.other, mrunner.settings
print(mrunner.experiment.name, mrunner.helpers.other.name, mrunner.settings.name, get_configuration().lr)
"""
        said = self.start(script, env=self.in_run(), path=[installed])
        self.assertEqual(said, "installed experiment installed helper installed settings 0.5\n")

    def test_modules_that_an_import_hook_finds_stay_too(self):
        self.write("editable/mrunner/__init__.py", "")
        self.write("editable/mrunner/experiment.py", "name = 'editable'\n")
        script = """
import importlib.machinery, sys
class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == "mrunner":
            return importlib.machinery.PathFinder.find_spec(name, ["editable"])
sys.meta_path.append(Finder)
from mrunner.helpers.client_helper import logger
import mrunner.experiment
print(mrunner.experiment.name)
"""
        self.assertEqual(self.start(script), "editable\n")

    def test_without_an_installed_mrunner_a_script_may_import_what_specs_import(self):
        script = """
import mrunner.settings
from mrunner.experiment import Experiment
from mrunner.utils.namesgenerator import get_random_name
from mrunner.helpers.client_helper import logger
import deeplib.nemesgenerator, deeplib.neptune_utils
print(Experiment(project="p", name="n", script="s", parameters={"a": 1}).parameters)
"""
        self.assertEqual(self.start(script), "{'a': 1}\n")

    def test_settings_may_be_changed_before_anything_is_imported(self):
        script = """
import mrunner
mrunner.settings.NEPTUNE_USE_NEW_API = False
import mrunner.settings
print(mrunner.settings.NEPTUNE_USE_NEW_API, hasattr(mrunner, "other"))
"""
        self.assertEqual(self.start(script), "False False\n")

    def test_a_module_that_nobody_has_is_missing_under_its_name(self):
        script = """
try:
    import mrunner.backends
except ModuleNotFoundError as error:
    print(error)
"""
        self.assertEqual(self.start(script), "No module named 'mrunner.backends'\n")

    def test_the_users_own_deeplib_beside_the_script_wins(self):
        self.write("deeplib/__init__.py", "")
        self.write("deeplib/neptune_utils.py", "mine = 'mine'\n")
        self.assertEqual(self.start("from deeplib.neptune_utils import mine\nprint(mine)\n"), "mine\n")
