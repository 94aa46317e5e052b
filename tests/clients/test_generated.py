"""Clients that generators make of the OpenAPI document compile, and read real answers of every GET route."""

from __future__ import annotations

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.clients.conftest import BIN, HERE, Service, run

pytestmark = pytest.mark.clients
GENERATOR = HERE / "jars" / "openapi-generator-cli.jar"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)")
LISTS = '{ array: { style: "form" as const, explode: false } }'
"""How the document says that lists are written: with commas."""
CHECKED = (
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom,dom.iterable",
    "--strict",
    "--skipLibCheck",
)


def plain(value: Any) -> Any:
    """Take out what clients may write otherwise: members that are null, 1.0 for 1, fractions of a second.

    A link repeats the question, in which values are joined by commas or each stands with the name of its parameter.
    """
    match value:
        case dict():
            return {name: plain(one) for name, one in value.items() if one is not None}
        case list():
            return [plain(one) for one in value]
        case str() if MOMENT.fullmatch(value):
            return datetime.fromisoformat(value)
        case str() if value.startswith("/"):
            path, _, query = value.partition("?")
            asked = (part.partition("=") for part in unquote(query).split("&"))
            return [path, *sorted(f"{name}={one}" for name, _, values in asked for one in values.split(","))]
        case float() | int() if not isinstance(value, bool):
            return float(value)
    return value


def compare(service: Service, printed: str, *, spelt: bool = False) -> None:
    """Hold what a client read, written as JSON again, against what the service sent.

    `spelt`: the client sends what is asked by default as well, and links repeat what was sent.
    """
    said = {one["operation"]: one for one in map(json.loads, printed.splitlines())}
    errors = {name: one["error"] for name, one in said.items() if "error" in one}
    assert not errors, json.dumps(errors, indent=1)
    wrong = [
        call.operation
        for call in service.calls
        if plain(said[call.operation].get("answer")) != plain(service.answer(call, spelt=spelt))
        and call.operation != "metrics"
    ]
    assert wrong == []
    assert len(said) == len(service.calls)


def generate(service: Service, language: str, folder: Path, *properties: str) -> None:
    options = [f"--additional-properties={','.join(properties)}"] if properties else []
    run("java", "-jar", GENERATOR, "generate", "-i", service.specification, "-g", language, "-o", folder, *options)


def test_java_client_reads_every_answer(service: Service, tmp_path: Path) -> None:
    generate(service, "java", tmp_path, "library=native", "useSingleRequestParameter=true", "openApiNullable=false")
    source = tmp_path / "src/main/java/org/openapitools/client/Caller.java"
    source.write_text((HERE / "callers" / "Caller.java").read_text("utf-8"), "utf-8")
    run(
        "mvn",
        "-q",
        "-B",
        "-DskipTests",
        "compile",
        "dependency:build-classpath",
        "-Dmdep.outputFile=classpath",
        cwd=tmp_path,
    )
    classpath = f"target/classes:{(tmp_path / 'classpath').read_text()}"
    printed = run(
        *("java", "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-cp", classpath),
        *("org.openapitools.client.Caller", service.base, service.asked),
        cwd=tmp_path,
    )
    compare(service, printed)


def test_typescript_fetch_client_reads_every_answer(service: Service, tmp_path: Path) -> None:
    generate(service, "typescript-fetch", tmp_path, "supportsES6=true", "importFileExtension=.js")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    run(BIN / "tsc", *CHECKED, "--outDir", tmp_path / "built", tmp_path / "index.ts")
    (tmp_path / "built" / "package.json").write_text('{"type": "module"}')
    compare(service, run("node", HERE / "callers" / "fetch.mjs", service.base, service.asked, tmp_path / "built"))


def test_python_client_reads_every_answer(service: Service, tmp_path: Path) -> None:
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = ("--path", service.specification, "--config", HERE / "python_client.yaml")
    run(generator, "generate", *options, "--output-path", tmp_path / "client")
    (package,) = [path.parent.name for path in (tmp_path / "client").glob("*/client.py")]
    caller = HERE / "callers" / "python_client.py"
    compare(service, run(sys.executable, caller, service.base, service.asked, tmp_path / "client", package), spelt=True)


def test_openapi_typescript_types_fit_and_its_client_reads_every_answer(service: Service, tmp_path: Path) -> None:
    run(BIN / "openapi-typescript", service.specification, "-o", tmp_path / "paths.d.ts")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    (tmp_path / "call.ts").write_text(typed_calls(service), "utf-8")
    run(BIN / "tsc", *CHECKED, tmp_path / "call.ts", cwd=tmp_path)
    compare(service, run("node", tmp_path / "call.js"))


def typed_calls(service: Service) -> str:
    """Write a program that makes each call by openapi-fetch, with the type of each answer stated."""
    lines = [
        'import createClient from "openapi-fetch";',
        'import type { paths } from "./paths.d.ts";',
        f"const options = {{ baseUrl: {json.dumps(service.base)}, querySerializer: {LISTS} }};",
    ]
    for call in service.calls:
        query = {name: value for name, value in call.arguments.items() if name not in call.path_arguments}
        given = {"path": call.path_arguments, "query": query}
        asked = json.dumps({"params": {name: one for name, one in given.items() if one}}, ensure_ascii=False)
        if call.binary:
            asked = f'{{ ...{asked}, parseAs: "arrayBuffer" as const }}'
        elif "json" not in call.media_type:
            asked = f'{{ ...{asked}, parseAs: "text" as const }}'
        kind = f'paths["{call.route}"]["get"]["responses"][200]["content"]["{call.media_type}"]'
        lines += [
            "{",
            f'  const client = createClient<paths, "{call.media_type}">(options);',
            f'  const {{ data, error }} = await client.GET("{call.route}", {asked});',
            "  if (data === undefined) throw new Error(JSON.stringify(error));",
            "  const answer = btoa(String.fromCharCode(...new Uint8Array(data)));"
            if call.binary
            else f"  const answer: {kind} = data;",
            f'  console.log(JSON.stringify({{ operation: "{call.operation}", answer }}));',
            "}",
        ]
    return "\n".join(lines)
