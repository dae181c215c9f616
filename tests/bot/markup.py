"""Text that is full of markup, for whatever shows the words of documents."""

from hypothesis import strategies as st

SNOWFLAKE = "123456789012345678"
NASTY = [
    f"<@{SNOWFLAKE}> <@!{SNOWFLAKE}> <@&{SNOWFLAKE}> <#{SNOWFLAKE}>",
    "@everyone and @here, @\u200beveryone",
    f"<:kek:{SNOWFLAKE}> <a:kek:{SNOWFLAKE}> :smile: :+1::skin-tone-2: 1:100:2 4:10x: 4:10: go",
    f"<t:0> <t:1618953630:R> </ask:{SNOWFLAKE}> </a b c:{SNOWFLAKE}>",
    f"<id:customize> <{SNOWFLAKE}:browse> <{SNOWFLAKE}:linked-roles:{SNOWFLAKE}>",
    "https://example.org/a_b_c*d* http://x.y discord://-/x <https://example.org> steam://run/1",
    "[masked](https://example.org) [a [b]](<http://x.y> 'title') ![i](http://x.y)",
    "<mailto:a@b.org> <a@b.org> <+15551234> tel:+1 discord.gg/abc discord.com/invite/abc",
    "**bold** __under__ ~~gone~~ *em* _em_ ***both*** ||spoiler|| `code` ``co`de``",
    "```py\nprint('x')\n```",
    "# one\n## two\n### three\n-# small\n  # indented",
    "> quote\n>>> more\n > and more",
    "- a\n* b\n+ c\n1. d\n  - e\n12. f",
    "¯\\_(ツ)_/¯ \\o/ C:\\dir\\ \\* \\\\",
    "\\",
    "*",
    "a\\",
    "line\r\nline\rline\x0bline\x0cline\x85line\u2028line\u2029line\tend",
    "\u202eexe.txt\u202c \x00\x07\x1b[1m \ud800 \udfff",
    "👨‍👩‍👧‍👦 🇧🇪 ❤️ ©™® ✔ e\u0301 \ufeff\u200d\u00ad",
    "snake_case_name __init__ 2 * 3 * 4 a|b||c ~5 ~~",
    " leading and trailing \n",
    "x" * 300,
]
# A separator of lines in JavaScript's eyes too; the rest of the alphabet is markup.
ALPHABET = "\\*_~`|<>[]()#-+.:;/@!&?='\"{}^$%, \n\r\t\u2028aeghtpsvx0123456789é™😀\u200d\u0301\x00"
nasty_text = st.lists(
    st.text(alphabet=ALPHABET, max_size=8)
    | st.sampled_from([word for text in NASTY for word in (text, *text.split(" "))])
    | st.text(max_size=5),
    max_size=8,
).map("".join)
