from parcel.box import Box, load


def test_box(tmp_path):
    assert Box(["book"]).has_items()
    (tmp_path / "box.json").write_text("[]")
    assert load(str(tmp_path / "box.json")).is_empty()
