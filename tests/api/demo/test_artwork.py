import io
from itertools import combinations

import imagehash
import numpy as np
import pdqhash
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from api.demo import artwork
from api.demo.artwork import FAMILIES, TITLES, adapt, demo_series, draw, draw_mural
from api.demo.artwork.alter import look_alike, suspect
from api.demo.artwork.canvas import SUPERSAMPLING, Canvas
from api.demo.artwork.dice import Dice
from api.demo.artwork.geometry import normals, resampled, spline
from api.demo.artwork.palette import SCHEMES, luminance, mixed

SMALL = 160
MOTIFS = {
    "santu", "zaojing", "feitian", "juancao", "lianhua", "lianzhu", "jiuselu", "rendong", "huoyan",
}  # fmt: skip


def pixels(image):
    return image.size, image.tobytes()


def hashes(image):
    rgb = image.convert("RGB")
    pdq, quality = pdqhash.compute(np.asarray(rgb))
    return imagehash.phash(rgb).hash.ravel(), pdq.astype(bool), quality


def distances(one, other):
    return int((one[0] != other[0]).sum()), int((one[1] != other[1]).sum())


def saturation(image):
    return np.asarray(image.convert("HSV"))[..., 1].mean()


def test_families_are_motifs_of_the_vocabulary_with_titles():
    assert set(FAMILIES) == MOTIFS
    assert set(TITLES) == MOTIFS
    for zh, en in [*TITLES.values(), artwork.MURAL_TITLE]:
        assert not zh.isascii()
        assert en.isascii()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_seed_fixes_every_pixel(family):
    first = draw(family, 5, SMALL)
    assert first.mode == "RGB"
    assert max(first.size) == SMALL
    assert pixels(draw(family, 5, SMALL)) == pixels(first)
    assert pixels(draw(family, 6, SMALL)) != pixels(first)


def test_a_picture_does_not_depend_on_what_was_drawn_or_thrown_before():
    first = pixels(draw("feitian", 1, SMALL))
    np.random.default_rng(1).random(10)
    draw("santu", 9, SMALL)
    assert pixels(draw("feitian", 1, SMALL)) == first


@pytest.mark.parametrize("side", [1, 16, 97, 500])
def test_the_longer_side_is_the_one_asked_for(side):
    assert max(draw("juancao", 0, side).size) == side


def test_formats_vary_between_seeds():
    shapes = {draw("jiuselu", seed, 64).size for seed in range(12)}
    assert any(width > height for width, height in shapes)
    assert any(width < height for width, height in shapes)


def test_an_unknown_family_is_a_key_error():
    with pytest.raises(KeyError):
        draw("qianfo", 1)


def test_the_series_takes_every_family_before_it_begins_again():
    series = demo_series()
    assert len(series) == len(set(series)) == 30
    assert {family for family, _ in series[:9]} == set(FAMILIES)
    assert [family for family, _ in series[9:18]] == [family for family, _ in series[:9]]
    assert demo_series(36)[:30] == series
    assert len({artwork.title(*work) for work in demo_series(36)}) == 36


@pytest.mark.parametrize("count", [-1, 37])
def test_a_series_longer_than_known_is_refused(count):
    with pytest.raises(ValueError, match="36"):
        demo_series(count)


def test_the_demonstration_works_are_far_apart_and_their_copies_near():
    files = [artwork.to_jpeg(draw(*work)) for work in demo_series()]
    works = [hashes(Image.open(io.BytesIO(data))) for data in files]
    mural = draw_mural(1)
    derived = [hashes(adapt(mural, seed)) for seed in (1, 2, 3)]
    for one, other in combinations([*works, hashes(mural), *derived], 2):
        phash, pdq = distances(one, other)
        assert phash > 10
        assert pdq > 60
    assert min(quality for _, _, quality in works) == 100
    # one of each three: a copy is drawn and hashed as long as the work is
    for number, data in list(enumerate(files))[::3]:
        for copy in (suspect(data), look_alike(data, number)):
            copied = hashes(Image.open(io.BytesIO(copy)))
            phash, pdq = distances(copied, works[number])
            assert phash <= 8
            assert pdq <= 31
            nearest = min(range(len(works)), key=lambda k: distances(copied, works[k])[1])
            assert nearest == number


def test_a_suspect_is_smaller_warmer_more_saturated_and_poor():
    original = draw("lianhua", 0, 400)
    data = artwork.to_jpeg(original)
    copy = Image.open(io.BytesIO(suspect(data)))
    assert copy.format == "JPEG"
    assert copy.size == (240, 240)
    poor = Image.open(io.BytesIO(artwork.to_jpeg(original, 45)))
    assert copy.quantization == poor.quantization
    red, _, blue = np.asarray(copy, dtype=float).mean(axis=(0, 1))
    red_before, _, blue_before = np.asarray(original, dtype=float).mean(axis=(0, 1))
    assert red - blue > red_before - blue_before
    assert saturation(copy) > saturation(original)
    assert suspect(data) == suspect(data)


def test_a_look_alike_keeps_the_size_and_bears_a_seal():
    original = draw("zaojing", 2, 400)
    data = artwork.to_jpeg(original)
    copy = Image.open(io.BytesIO(look_alike(data, 3)))
    assert copy.size == original.size
    change = np.asarray(ImageChops.difference(copy, original)).max(axis=2) > 60
    rows, columns = np.nonzero(change)
    in_corner = (rows > 360) & ((columns < 40) | (columns > 360))
    assert in_corner.mean() > 0.9
    assert look_alike(data, 3) == look_alike(data, 3)
    assert look_alike(data, 4) != look_alike(data, 3)


def test_a_mural_is_square_and_more_faded_than_a_new_ceiling():
    mural = draw_mural(2, 300)
    assert mural.size == (300, 300)
    assert pixels(draw_mural(2, 300)) == pixels(mural)
    assert pixels(draw_mural(3, 300)) != pixels(mural)
    assert saturation(mural) < saturation(draw("santu", 6, 300))


def test_an_adaptation_takes_the_hares_of_the_mural_and_nothing_else():
    one, other = (adapt(draw_mural(seed, 300), 4) for seed in (1, 2))
    assert one.size == other.size
    assert max(one.size) == 300
    assert pixels(adapt(draw_mural(1, 300), 4)) == pixels(one)
    left, top, right, bottom = ImageChops.difference(one, other).getbbox()
    diameter = 0.54 * min(one.size)
    assert right - left == pytest.approx(diameter, abs=4)
    assert bottom - top == pytest.approx(diameter, abs=4)
    assert pixels(adapt(draw_mural(1, 300), 5)) != pixels(one)


def test_files_open_as_what_they_are():
    image = draw("rendong", 5, SMALL)
    png = Image.open(io.BytesIO(artwork.to_png(image)))
    assert png.format == "PNG"
    assert pixels(png) == pixels(image)
    fine, coarse = artwork.to_jpeg(image, 95), artwork.to_jpeg(image, 30)
    assert Image.open(io.BytesIO(fine)).format == "JPEG"
    assert len(fine) > len(coarse)


points = st.lists(
    st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000)),
    min_size=3,
    max_size=8,
    unique=True,
)


@given(points, st.booleans())
def test_a_spline_passes_through_its_points(knots, closed):
    curve = spline(knots, per=6, closed=closed)
    assert len(curve) == 6 * (len(knots) if closed else len(knots) - 1) + (0 if closed else 1)
    for number, knot in enumerate(knots):
        assert curve[6 * number] == pytest.approx(knot)


@given(points)
def test_resampling_keeps_the_ends_and_normals_have_length_one(knots):
    curve = resampled(np.array(knots, dtype=float), 20)
    assert curve[0] == pytest.approx(knots[0])
    assert curve[-1] == pytest.approx(knots[-1])
    line = np.array([(0.0, 0.0), (3.0, 4.0), (6.0, 8.0)])
    assert normals(line) == pytest.approx(np.array([(-0.8, 0.6)] * 3))


def test_a_placed_view_turns_scales_and_mirrors():
    sheet = Canvas.blank(1000, 500, 100, (255, 255, 255))
    assert sheet.sheet.size == (100 * SUPERSAMPLING, 50 * SUPERSAMPLING)
    assert sheet.extent() == (1000, 500)
    view = sheet.placed((500, 250), 200, np.pi / 2)
    view.disc((1.0, 0.0), 0.2, (0, 0, 0))
    picture = sheet.finished()
    assert picture.size == (100, 50)
    assert picture.getpixel((50, 45)) == (0, 0, 0)
    assert picture.getpixel((70, 25)) == (255, 255, 255)
    sheet.placed((500, 250), 200, flip=True).disc((1.0, 0.0), 0.2, (9, 9, 9))
    assert sheet.finished().getpixel((30, 25)) == (9, 9, 9)


def test_edges_are_anti_aliased():
    sheet = Canvas.blank(1000, 1000, 50, (255, 255, 255))
    sheet.disc((500, 500), 300, (0, 0, 0))
    assert len(sheet.finished().convert("L").getcolors()) > 4


def test_dice_depend_on_name_and_seed_only():
    assert Dice("a", 1).shuffled(range(20)) == Dice("a", 1).shuffled(range(20))
    assert Dice("a", 1).shuffled(range(20)) != Dice("b", 1).shuffled(range(20))
    assert Dice("a", 1).shuffled(range(20)) != Dice("a", 2).shuffled(range(20))
    throws = Dice("a", 1)
    assert {throws.whole(2, 4) for _ in range(99)} == {2, 3, 4}
    assert {throws.pick("xy") for _ in range(99)} == {"x", "y"}


def test_every_ramp_runs_from_dark_to_light():
    for scheme in SCHEMES:
        for ramp in scheme.ramps:
            tones = [luminance(colour) for colour in ramp]
            assert tones == sorted(tones)
    assert mixed((0, 10, 20), (100, 110, 120), 0.5) == (50, 60, 70)
