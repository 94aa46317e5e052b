"""Makes the calls of a file by what openapi-python-client wrote, and prints each answer as JSON again."""

import importlib
import json
import sys
import typing
from base64 import b64encode
from enum import Enum
from pathlib import Path

base, file, folder, package = sys.argv[1:]
sys.path.insert(0, folder)
Client = importlib.import_module(package).Client


def typed(value: object, hint: object) -> object:
    """Give a value the type a parameter asks for, where that is an enumeration or a list of one."""
    if isinstance(value, list):
        inner = [one for one in typing.get_args(hint) if typing.get_origin(one) is list] or [hint]
        return [typed(one, typing.get_args(inner[0])[0]) for one in value]
    for kind in (hint, *typing.get_args(hint)):
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
    return value


def plain(answer: object, binary: bool) -> object:
    if hasattr(answer, "to_dict"):
        return answer.to_dict()
    if hasattr(answer, "payload"):
        return written(answer.payload.read(), binary)
    return answer


def written(data: bytes | str, binary: bool) -> str:
    if isinstance(data, str):
        return data
    return b64encode(data).decode() if binary else data.decode()


client = Client(base_url=base)
for call in json.loads(Path(file).read_text("utf-8")):
    module = importlib.import_module(f"{package}.api.{call['tag']}.{call['operation']}")
    hints = typing.get_type_hints(module.sync_detailed)
    given = {}
    for name, value in call["arguments"].items():
        renamed = next(one for one in (name, f"{name}_", f"{name}_query") if one in hints)
        given[renamed] = typed(value, hints[renamed])
    said = {"operation": call["operation"]}
    try:
        response = module.sync_detailed(client=client, **given)
        if response.status_code != 200:
            said["error"] = response.content.decode()
        parsed, binary = response.parsed, call["binary"]
        said["answer"] = written(response.content, binary) if parsed is None else plain(parsed, binary)
    except Exception as error:
        said["error"] = repr(error)
    sys.stdout.write(json.dumps(said) + "\n")
