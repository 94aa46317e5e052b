// Turns each address given into a frame with two oEmbed consumers, and prints what each made of it.
import { extract } from "@extractus/oembed-extractor";
import { unfurl } from "unfurl.js";

const asPage = (url) => fetch(url, { headers: { Accept: "text/html, application/json;q=0.9" } });
for (const url of process.argv.slice(2)) {
  const found = await extract(url, { maxwidth: "500" }, asPage);
  const { oEmbed } = await unfurl(url);
  console.log(JSON.stringify({ url, extractor: found.html, unfurl: oEmbed?.html ?? null }));
}
