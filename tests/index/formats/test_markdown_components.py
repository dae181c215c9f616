"""Components of MDX: the titles that they show are read, and what stands in a tab is told so."""

from index.formats.markdown import read

PAGE = b"""import TabItem from '@theme/TabItem';

# Install

<Tabs groupId="os">
<TabItem value="win" label="Windows">

Run the installer.

</TabItem>
<TabItem
  value="mac"
  label="macOS">

- Drag the icon.

</TabItem>
<TabItem value="linux">Use the package.</TabItem>
</Tabs>

<Accordion title="What does a refund take?">

Five working days.

</Accordion>

See <Tooltip title="Not shown">the hours</Tooltip>.

```jsx
<Card title="Code">x</Card>
```

<!-- <Card title="Never"> -->
"""


def test_what_stands_in_a_tab_is_told_with_its_name() -> None:
    extract = read(PAGE)
    tabs = {extract.text[block.start : block.end]: block.item for block in extract.blocks}
    assert tabs["Run the installer."] == "Windows"
    assert tabs["Drag the icon."] == "macOS"
    assert tabs["Use the package."] == "linux"
    assert tabs["Five working days."] == ""


def test_titles_of_components_are_read_where_they_stand() -> None:
    extract = read(PAGE)
    words = [extract.text[block.start : block.end] for block in extract.blocks]
    assert words[words.index("Five working days.") - 1] == "What does a refund take?"
    assert not {"Not shown", "Code", "Never"} & set(words)


def test_a_component_of_one_line_is_read_without_its_tags() -> None:
    extract = read(b'<Note type="warning">Never dive alone.</Note>\n\n<Tip>Ask Lil.</Other>\n')
    words = [extract.text[block.start : block.end] for block in extract.blocks]
    assert words == ["Never dive alone.", "<Tip>Ask Lil.</Other>"]


def test_a_tab_that_never_ends_names_nothing() -> None:
    extract = read(b'Write `<Tab label="Oars">` first.\n\nThe pier is long.\n')
    assert [block.item for block in extract.blocks] == ["", ""]
