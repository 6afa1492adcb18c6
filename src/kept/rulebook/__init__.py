"""What did we promise? The only reader of YAML: a folder of policy becomes a checked `Rulebook`, or faults.

load_folder(policies_folder() / "moray").starting("letter.received")
"""

from kept.rulebook.compiled import compiled, from_compiled
from kept.rulebook.faults import Fault, RulebookFaults
from kept.rulebook.load import files_of, load_files, load_folder, policies_folder, read_mapping_yaml
from kept.rulebook.model import Rulebook

__all__ = [
    "Fault",
    "Rulebook",
    "RulebookFaults",
    "compiled",
    "files_of",
    "from_compiled",
    "load_files",
    "load_folder",
    "policies_folder",
    "read_mapping_yaml",
]
