"""Names by gazetteer and by the words around them; each test one way of finding or of leaving alone."""

from pathlib import Path

import pytest

from annotator.nlp.entities import EntityFinder
from annotator.nlp.gazetteer import Gazetteer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def find():
    import spacy

    nlp = spacy.blank("id")
    finder = EntityFinder(nlp, Gazetteer.load(ROOT / "resources" / "gazetteers"), "1")
    return lambda text: [(span.label, text[span.start : span.end]) for span in next(finder.find([nlp(text)]))[0]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Menurut Moskow, Korea Utara dan Barat sepakat.",
         [("LOC", "Moskow"), ("LOC", "Korea Utara"), ("LOC", "Barat")]),
        ("Ia mengecam Dewan Keamanan PBB kemarin.", [("ORG", "Dewan Keamanan PBB")]),
        (
            "Kata Kepala Dinas Perhubungan DKI Jakarta Syafrin Liputo di sana.",
            [("ROLE", "Kepala"), ("ORG", "Dinas Perhubungan DKI Jakarta"), ("PER", "Syafrin Liputo")],
        ),
        ("Ia menemui Ketua Umum PDI Perjuangan Megawati Soekarnoputri.",
         [("ROLE", "Ketua Umum"), ("ORG", "PDI Perjuangan"), ("PER", "Megawati Soekarnoputri")]),
        ("Warga Desa Jatipelem, Kecamatan Diwek, marah.", [("LOC", "Desa Jatipelem"), ("LOC", "Kecamatan Diwek")]),
        ("Ia kuliah di Universitas Gadjah Mada sejak lama.", [("ORG", "Universitas Gadjah Mada")]),
        ("Hasil Pilpres 2024 diumumkan.", [("EVENT", "Pilpres 2024")]),
        ('"Baik," kata Xanthippe Zzyzx.', [("PER", "Xanthippe Zzyzx")]),
        ("Tetangganya, Bapak Zzyzx, datang.", [("PER", "Zzyzx")]),
    ],
)  # fmt: skip
def test_names_are_found_whole_and_with_their_label(find, text, names):
    assert find(text) == names


def test_a_short_name_is_known_from_the_full_one(find):
    text = "Presiden Zog Zzyzx Abcdef datang. Lalu Zzyzx pergi dan Abcdef pulang."

    assert [name for label, name in find(text) if label == "PER"] == ["Zog Zzyzx Abcdef", "Zzyzx", "Abcdef"]


def test_an_abbreviation_is_known_from_its_brackets(find):
    text = "Massa Barisan Pembela Negeri (BPN) berkumpul. Menurut polisi, BPN tertib."

    assert [name for label, name in find(text) if label == "ORG"] == ["Barisan Pembela Negeri", "BPN", "BPN"]


def test_a_list_of_people_is_found_to_its_end(find):
    text = "Terdakwa Zog Zzyzx, Abc Defgh, dan Ghi Jklmn hadir."

    assert [name for label, name in find(text) if label == "PER"] == ["Zog Zzyzx", "Abc Defgh", "Ghi Jklmn"]


def test_the_first_word_of_a_sentence_is_no_name_for_being_capital(find):
    assert find("Batu itu besar. Ada batu lain.") == []
    assert find("Dia mengatakan hal itu. Polisi menjelaskan.") == []


def test_a_line_in_capitals_yields_only_what_is_known(find):
    assert find("KABAR BURUK DARI JAKARTA UNTUK SEMUA ORANG") == [("LOC", "JAKARTA")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kepala Kantor Kabupaten Bogor Zog Zzyzx mengatakan itu.", ["Zog Zzyzx"]),
        ("Menurut Kepala Bagian Humas RSUD Arjawinangun Slamet Riyadi, aman.", ["Slamet Riyadi"]),
        ("Kabid Humas Komisaris Besar Zog Zzyzx hadir.", ["Zog Zzyzx"]),
        ("Ketua tim, Mayor Jenderal (TNI) Zog Zzyzx, hadir.", ["Zog Zzyzx"]),
        ("Deputi Arif Rahman Hakim dan stafnya hadir.", ["Arif Rahman Hakim"]),
    ],
)
def test_a_name_after_a_body_or_a_rank_is_cut_at_its_first_word(find, text, names):
    assert [name for label, name in find(text) if label == "PER"] == names


def test_the_foreign_ministry_is_whole(find):
    assert find("Pejabat Kementerian Luar Negeri hadir.") == [("ORG", "Kementerian Luar Negeri")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lalu Ketua DPP Partai Golkar Tb Ace Zzyzx hadir.",
         [("ROLE", "Ketua"), ("ORG", "DPP Partai Golkar"), ("PER", "Tb Ace Zzyzx")]),
        ("Lalu Analis PT Samuel Sekuritas Indonesia Lana Zzyzx hadir.",
         [("ROLE", "Analis"), ("ORG", "PT Samuel Sekuritas Indonesia"), ("PER", "Lana Zzyzx")]),
        ("Balapan digelar PT Jakarta Propertindo.", [("ORG", "PT Jakarta Propertindo")]),
        ("Dekan FEB UI Teguh Dartanto hadir.", [("ROLE", "Dekan"), ("ORG", "FEB UI"), ("PER", "Teguh Dartanto")]),
        ("Lalu Pangdam IV/Diponegoro Mayjen TNI Widi Zzyzx hadir.",
         [("ROLE", "Pangdam"), ("ORG", "IV/Diponegoro"), ("PER", "Widi Zzyzx")]),
        ("Menurut kantor Perdana Menteri Australia, itu benar.", [("ORG", "kantor Perdana Menteri Australia")]),
        ("Hal itu dikutip dari Zpace, kemarin.", [("ORG", "Zpace")]),
        ("Yoga diajarkan The Golden Space Indonesia.", [("ORG", "The Golden Space Indonesia")]),
        ("Data Badan Meteorologi, Klimatologi, dan Geofisika (BMKG) baru.",
         [("ORG", "Badan Meteorologi, Klimatologi, dan Geofisika"), ("ORG", "BMKG")]),
        ("Lalu Ketua KPU I Dewa Zzyzx hadir.", [("ROLE", "Ketua"), ("ORG", "KPU"), ("PER", "I Dewa Zzyzx")]),
        ("Menurut Center of Reform on Economics, itu benar.", [("ORG", "Center of Reform on Economics")]),
        ("Warga menanti Pilgub dan Wagub Sumbar 2020 itu.", [("EVENT", "Pilgub dan Wagub Sumbar 2020")]),
        ("Ia lewat Tebet Eco Park kemarin.", [("LOC", "Tebet Eco Park")]),
        ("Lalu Guru Besar Universitas Lampung Bustanul Zzyzx hadir.",
         [("ROLE", "Guru Besar"), ("ORG", "Universitas Lampung"), ("PER", "Bustanul Zzyzx")]),
    ],
)  # fmt: skip
def test_a_body_ends_where_its_place_or_a_person_does(find, text, names):
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Lalu Direktur Pemasaran dan Niaga Pertamina Hanung Budya hadir.", ["Direktur Pemasaran dan Niaga"]),
        ("Lalu Menteri Tenaga Kerja dan Transmigrasi Zog Zzyzx hadir.", ["Menteri Tenaga Kerja dan Transmigrasi"]),
        ("Surat untuk ketua BEM UI hilang.", ["ketua"]),
        ("Para ketua RT hadir. Anggota DPR bersidang. Sejumlah dosen UGM datang.", []),
        ("Lalu Zog Zzyzx, kuasa hukum keluarga, hadir.", ["kuasa hukum"]),
        ('"Sah," terang hakim.', ["hakim"]),
        ("Ia duta besar dan mantan perdana menteri, katanya.", ["perdana menteri"]),
        ("Anggota DPR dari Fraksi PKS, Zog Zzyzx, hadir.", ["Anggota"]),
        ("Isi Peraturan Menteri Keuangan Nomor 7 baru.", []),
    ],
)
def test_a_role_is_somebodys(find, text, roles):
    assert [name for label, name in find(text) if label == "ROLE"] == roles


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Stok alat pelindung diri (APD) cukup. Semua APD dibagikan.", []),
        ("Harga Bahan Bakar Minyak (BBM) naik.", []),
        ("Ada 15 tempat pemungutan suara atau TPX di sana.", []),
        ("Kejaksaan Agung (Kejagung) diam.", [("ORG", "Kejaksaan Agung"), ("ORG", "Kejagung")]),
        ("Korban ialah wanita ZN (44). Kini ZN dirawat.", [("PER", "ZN"), ("PER", "ZN")]),
    ],
)
def test_an_abbreviation_is_what_its_words_are(find, text, names):
    assert find(text) == names


def test_a_place_is_known_without_the_word_for_what_it_is(find):
    assert find("Ia lewat Jembatan Zampera. Lalu ia memotret Zampera.") == [
        ("LOC", "Jembatan Zampera"), ("LOC", "Zampera")]  # fmt: skip


def test_a_word_of_the_language_is_no_name_at_the_start_of_a_sentence(find):
    assert find("Fenomena mengatakan itu. Pemerintahnya menjelaskan itu.") == []


def test_an_initial_at_the_end_of_a_sentence_is_without_its_stop(find):
    assert find("Lalu Bapak Zog J.") == [("PER", "Zog J")]


def test_two_people_with_a_hyphen_between_are_two(find):
    text = '"Baik," kata Zahdi-Qomaru Zzyzx.'

    assert [name for label, name in find(text) if label == "PER"][:1] == ["Zahdi"]
