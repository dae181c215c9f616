import { readFile } from "node:fs/promises";
import { build } from "esbuild";

// The second parser carries a syntax highlighter of 1.6 MB, which parsing never calls.
const withoutHighlighter = {
  name: "without-highlighter",
  setup({ onLoad }) {
    onLoad({ filter: /@odiffey.discord-markdown.dist.*\.mjs$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8"))
        .replaceAll("HLJS({})", "({})")
        .replace(/^hljs\.registerLanguage\(.*\);$/gm, ""),
    }));
  },
};

await build({
  entryPoints: ["entry.mjs"],
  bundle: true,
  format: "iife",
  charset: "utf8",
  outfile: "parsers.js",
  plugins: [withoutHighlighter],
});
