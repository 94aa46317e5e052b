// Makes the calls of a file by what openapi-generator's typescript-fetch wrote, and prints each answer as JSON again.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [base, file, folder] = process.argv.slice(2);
const client = await import(pathToFileURL(`${folder}/index.js`));
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const written = async (blob, binary) =>
  binary ? Buffer.from(await blob.arrayBuffer()).toString("base64") : await blob.text();
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const configuration = new client.Configuration({ basePath: base });

for (const call of JSON.parse(readFileSync(file, "utf-8"))) {
  const given = Object.fromEntries(Object.entries(call.arguments).map(([name, value]) => [camel(name), value]));
  const said = { operation: call.operation };
  try {
    const api = new client[`${capital(camel(call.tag))}Api`](configuration);
    const answer = await api[camel(call.operation)](given);
    const write = call.schema && client[`${call.schema}ToJSON`];
    said.answer = write ? write(answer) : answer instanceof Blob ? await written(answer, call.binary) : answer;
  } catch (error) {
    said.error = String(error.stack);
  }
  console.log(JSON.stringify(said));
}
