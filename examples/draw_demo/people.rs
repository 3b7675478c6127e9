//! Portraits in a flat style, simple enough to be told apart at the size of a thumbnail.

use crate::canvas::{Canvas, Frame, Run};
use crate::color::{BLACK, Rgb, WHITE};
use crate::path::Path;
use crate::rng::Rng;

const SKINS: [Rgb; 8] = [
    Rgb(0xFBD9C0),
    Rgb(0xF2C29F),
    Rgb(0xE3A77F),
    Rgb(0xCE8B62),
    Rgb(0xB0714B),
    Rgb(0x8D5537),
    Rgb(0x6E4029),
    Rgb(0x4E2C1E),
];

const BACKGROUNDS: [Rgb; 10] = [
    Rgb(0xF9C784),
    Rgb(0x8EC9C1),
    Rgb(0xF4A6A0),
    Rgb(0xA8B8F0),
    Rgb(0xF6E3A1),
    Rgb(0x9CCB8B),
    Rgb(0xE3B5E0),
    Rgb(0x7FB7DB),
    Rgb(0xF2B38A),
    Rgb(0xC9D3DC),
];

const CLOTHES: [Rgb; 10] = [
    Rgb(0x2F4B7C),
    Rgb(0xD1495B),
    Rgb(0x2A7F62),
    Rgb(0xF4F1EA),
    Rgb(0xEDAE49),
    Rgb(0x5B3A72),
    Rgb(0x30343F),
    Rgb(0x00798C),
    Rgb(0xC8553D),
    Rgb(0x7B9E89),
];

const HAIRS: [Rgb; 8] = [
    Rgb(0x1E1614),
    Rgb(0x3B2417),
    Rgb(0x6B3F22),
    Rgb(0xA8662E),
    Rgb(0xD9A441),
    Rgb(0xB5432A),
    Rgb(0xBFC3C9),
    Rgb(0xE9E4DA),
];

#[derive(Clone, Copy, PartialEq)]
enum Hair {
    Short,
    Side,
    Bob,
    Long,
    Bun,
    Curls,
    Afro,
    Ponytail,
    Bald,
    Scarf,
    Cap,
    Turban,
    Beanie,
    Quiff,
}

#[derive(Clone, Copy, PartialEq)]
enum Beard {
    No,
    Full,
    Moustache,
}

/// Hair, its colour, skin, background, clothes (indices into the palettes), beard, glasses.
type Person = (Hair, usize, usize, usize, usize, Beard, bool);

/// Picked by hand: neighbours differ in more than one thing, and no combination is odd.
const PEOPLE: [Person; 40] = [
    (Hair::Bob, 2, 1, 1, 1, Beard::No, false),
    (Hair::Short, 0, 5, 0, 0, Beard::Full, false),
    (Hair::Long, 4, 0, 7, 5, Beard::No, true),
    (Hair::Afro, 0, 6, 2, 4, Beard::No, false),
    (Hair::Side, 6, 1, 5, 6, Beard::No, true),
    (Hair::Bun, 1, 3, 4, 7, Beard::No, false),
    (Hair::Quiff, 3, 0, 8, 2, Beard::No, false),
    (Hair::Scarf, 0, 2, 9, 5, Beard::No, false),
    (Hair::Bald, 0, 7, 3, 8, Beard::Full, false),
    (Hair::Curls, 5, 1, 6, 9, Beard::No, false),
    (Hair::Ponytail, 0, 4, 0, 3, Beard::No, false),
    (Hair::Cap, 1, 2, 1, 1, Beard::No, false),
    (Hair::Turban, 0, 4, 7, 6, Beard::Full, false),
    (Hair::Bob, 0, 0, 2, 7, Beard::No, true),
    (Hair::Beanie, 3, 1, 9, 4, Beard::Full, false),
    (Hair::Long, 1, 5, 4, 8, Beard::No, false),
    (Hair::Side, 4, 0, 3, 0, Beard::No, false),
    (Hair::Bun, 6, 2, 6, 2, Beard::No, true),
    (Hair::Short, 0, 7, 5, 3, Beard::No, false),
    (Hair::Curls, 0, 4, 8, 1, Beard::No, false),
    (Hair::Bald, 6, 0, 1, 6, Beard::Moustache, true),
    (Hair::Ponytail, 5, 0, 7, 9, Beard::No, false),
    (Hair::Quiff, 0, 3, 0, 5, Beard::No, false),
    (Hair::Afro, 1, 5, 9, 7, Beard::No, true),
    (Hair::Long, 0, 2, 3, 4, Beard::No, false),
    (Hair::Short, 2, 1, 2, 0, Beard::Full, true),
    (Hair::Scarf, 0, 5, 5, 1, Beard::No, false),
    (Hair::Bob, 7, 1, 6, 6, Beard::No, false),
    (Hair::Beanie, 0, 6, 4, 2, Beard::No, false),
    (Hair::Side, 1, 4, 8, 9, Beard::Moustache, false),
    (Hair::Curls, 3, 0, 1, 5, Beard::No, true),
    (Hair::Cap, 0, 6, 7, 8, Beard::No, false),
    (Hair::Bun, 0, 6, 2, 3, Beard::No, false),
    (Hair::Short, 6, 3, 0, 7, Beard::Full, false),
    (Hair::Long, 2, 1, 9, 1, Beard::No, false),
    (Hair::Afro, 0, 7, 4, 0, Beard::Full, false),
    (Hair::Quiff, 4, 1, 3, 6, Beard::No, true),
    (Hair::Ponytail, 1, 2, 5, 4, Beard::No, false),
    (Hair::Turban, 0, 3, 6, 2, Beard::Full, true),
    (Hair::Bob, 0, 3, 8, 7, Beard::No, false),
];

pub fn all() -> Vec<String> {
    (1..).zip(&PEOPLE).map(|(seed, person)| draw(*person, &mut Rng::new(seed))).collect()
}

fn draw(person: Person, rng: &mut Rng) -> String {
    let (hair, hair_color, skin, background, clothes, beard, glasses) = person;
    let (skin, cloth, ink) = (SKINS[skin], CLOTHES[clothes], HAIRS[hair_color]);
    let back = BACKGROUNDS[background];
    // What covers the head takes a colour of its own, unlike the clothes below it.
    let cover = CLOTHES[(clothes + 3 + background) % CLOTHES.len()];
    let cover = if cover.0 == cloth.0 { CLOTHES[4] } else { cover };
    let mut c = Canvas::new(Frame::Avatar);
    let fill = c.blend(Run::Diagonal, &[back.lighter(0.25), back.darker(0.06)]);
    c.rect((0.0, 0.0), (400.0, 400.0), &fill, 1.0);
    c.circle((200.0, 190.0), 150.0, WHITE, 0.18);

    behind(&mut c, hair, ink, cover);
    body(&mut c, rng, skin, cloth);
    head(&mut c, skin);
    if beard == Beard::Full {
        full_beard(&mut c, ink);
    }
    face(&mut c, rng, skin, ink, beard);
    before(&mut c, hair, ink, cover);
    if glasses {
        spectacles(&mut c, skin);
    }
    c.finish()
}

/// Hair that falls behind the head and shoulders.
fn behind(c: &mut Canvas, hair: Hair, ink: Rgb, cover: Rgb) {
    let dark = ink.darker(0.22);
    let mut path = Path::new();
    match hair {
        Hair::Long => {
            path.move_to((200.0, 70.0))
                .cubic((90.0, 66.0), (96.0, 200.0), (92.0, 330.0))
                .quad((200.0, 370.0), (308.0, 330.0))
                .cubic((304.0, 200.0), (310.0, 66.0), (200.0, 70.0))
                .close();
            c.fill(&path, dark, 1.0);
        }
        Hair::Bob => {
            path.move_to((200.0, 72.0))
                .cubic((96.0, 70.0), (98.0, 190.0), (104.0, 262.0))
                .quad((200.0, 286.0), (296.0, 262.0))
                .cubic((302.0, 190.0), (304.0, 70.0), (200.0, 72.0))
                .close();
            c.fill(&path, dark, 1.0);
        }
        Hair::Ponytail => {
            path.move_to((246.0, 92.0))
                .cubic((350.0, 70.0), (348.0, 220.0), (306.0, 300.0))
                .cubic((300.0, 240.0), (300.0, 180.0), (250.0, 150.0))
                .close();
            c.fill(&path, dark, 1.0);
        }
        Hair::Bun => c.circle((200.0, 62.0), 42.0, dark, 1.0),
        Hair::Curls => c.dots(
            &[(126.0, 140.0), (114.0, 186.0), (116.0, 232.0), (274.0, 140.0), (286.0, 186.0), (284.0, 232.0)],
            74.0,
            dark,
            1.0,
        ),
        Hair::Afro => c.circle((200.0, 150.0), 120.0, ink, 1.0),
        Hair::Scarf => {
            path.move_to((200.0, 66.0))
                .cubic((88.0, 66.0), (100.0, 220.0), (84.0, 330.0))
                .line_to((316.0, 330.0))
                .cubic((300.0, 220.0), (312.0, 66.0), (200.0, 66.0))
                .close();
            c.fill(&path, cover.darker(0.2), 1.0);
        }
        _ => {}
    }
}

fn body(c: &mut Canvas, rng: &mut Rng, skin: Rgb, cloth: Rgb) {
    let mut neck = Path::new();
    neck.move_to((166.0, 230.0))
        .line_to((166.0, 300.0))
        .quad((200.0, 340.0), (234.0, 300.0))
        .line_to((234.0, 230.0))
        .close();
    let mut shoulders = Path::new();
    shoulders
        .move_to((40.0, 404.0))
        .cubic((46.0, 330.0), (100.0, 304.0), (162.0, 292.0))
        .quad((200.0, 330.0), (238.0, 292.0))
        .cubic((300.0, 304.0), (354.0, 330.0), (360.0, 404.0))
        .close();
    let fill = c.blend(Run::Down, &[cloth.lighter(0.1), cloth.darker(0.15)]);
    c.fill(&shoulders, &fill, 1.0);
    c.fill(&neck, skin.darker(0.16), 1.0);
    let mut collar = Path::new();
    let trim = cloth.mix(if cloth.0 > 0xE0_0000 { BLACK } else { WHITE }, 0.35);
    match rng.below(3) {
        0 => {
            collar.move_to((160.0, 293.0)).quad((200.0, 346.0), (240.0, 293.0));
            c.stroke(&collar, trim, 10.0, 1.0);
        }
        1 => {
            collar.polygon(&[(162.0, 286.0), (200.0, 330.0), (168.0, 352.0), (140.0, 298.0)]).polygon(&[
                (238.0, 286.0),
                (200.0, 330.0),
                (232.0, 352.0),
                (260.0, 298.0),
            ]);
            c.fill(&collar, trim, 1.0);
        }
        _ => {
            collar
                .move_to((150.0, 296.0))
                .quad((200.0, 350.0), (250.0, 296.0))
                .line_to((244.0, 276.0))
                .quad((200.0, 316.0), (156.0, 276.0))
                .close();
            c.fill(&collar, cloth.darker(0.22), 1.0);
        }
    }
}

fn head(c: &mut Canvas, skin: Rgb) {
    for x in [126.0, 274.0] {
        c.ellipse((x, 184.0), (17.0, 24.0), skin.darker(0.1), 1.0);
    }
    let mut face = Path::new();
    face.move_to((200.0, 84.0))
        .cubic((148.0, 84.0), (124.0, 122.0), (126.0, 176.0))
        .cubic((128.0, 232.0), (160.0, 272.0), (200.0, 272.0))
        .cubic((240.0, 272.0), (272.0, 232.0), (274.0, 176.0))
        .cubic((276.0, 122.0), (252.0, 84.0), (200.0, 84.0))
        .close();
    let fill = c.blend(Run::Right, &[skin.lighter(0.08), skin, skin.darker(0.08)]);
    c.fill(&face, &fill, 1.0);
}

fn face(c: &mut Canvas, rng: &mut Rng, skin: Rgb, ink: Rgb, beard: Beard) {
    let dark = skin.mix(Rgb(0x2A1410), 0.75);
    let eyes = [(168.0, 184.0), (232.0, 184.0)];
    match rng.below(4) {
        0 => {
            // Eyes narrowed by a broad smile.
            let mut path = Path::new();
            for (x, y) in eyes {
                path.move_to((x - 12.0, y + 2.0)).quad((x, y - 13.0), (x + 12.0, y + 2.0));
            }
            c.stroke(&path, dark, 6.0, 1.0);
        }
        _ => c.dots(&eyes, 15.0, dark, 1.0),
    }
    let brow = ink.mix(dark, 0.45);
    let mut brows = Path::new();
    for (x, y) in eyes {
        brows.move_to((x - 16.0, y - 24.0)).quad((x, y - 34.0), (x + 16.0, y - 25.0));
    }
    c.stroke(&brows, brow, 6.0, 0.9);
    let mut nose = Path::new();
    nose.move_to((200.0, 186.0)).quad((212.0, 212.0), (196.0, 213.0));
    c.stroke(&nose, skin.darker(0.28), 5.0, 0.9);
    if beard != Beard::Full {
        for x in [156.0, 244.0] {
            c.circle((x, 214.0), 16.0, Rgb(0xE8604C), 0.16);
        }
    }
    if beard != Beard::No {
        let mut moustache = Path::new();
        moustache
            .move_to((200.0, 222.0))
            .cubic((180.0, 214.0), (164.0, 226.0), (160.0, 238.0))
            .quad((184.0, 240.0), (200.0, 231.0))
            .quad((216.0, 240.0), (240.0, 238.0))
            .cubic((236.0, 226.0), (220.0, 214.0), (200.0, 222.0))
            .close();
        c.fill(&moustache, ink, 1.0);
    }
    let mut mouth = Path::new();
    if beard == Beard::No && rng.chance(0.5) {
        mouth
            .move_to((174.0, 230.0))
            .quad((200.0, 238.0), (226.0, 230.0))
            .quad((220.0, 256.0), (200.0, 256.0))
            .quad((180.0, 256.0), (174.0, 230.0))
            .close();
        c.fill(&mouth, Rgb(0x7A2430), 1.0);
        let mut teeth = Path::new();
        teeth
            .move_to((178.0, 232.0))
            .quad((200.0, 239.0), (222.0, 232.0))
            .quad((220.0, 242.0), (200.0, 243.0))
            .quad((180.0, 242.0), (178.0, 232.0))
            .close();
        c.fill(&teeth, WHITE, 1.0);
    } else {
        mouth.move_to((180.0, 238.0)).quad((200.0, 254.0), (220.0, 238.0));
        let lips = if beard == Beard::Full { Rgb(0xE8A090).mix(skin, 0.3) } else { Rgb(0xA8403C).mix(dark, 0.35) };
        c.stroke(&mouth, lips, 6.0, 1.0);
    }
}

fn full_beard(c: &mut Canvas, ink: Rgb) {
    let mut path = Path::new();
    path.move_to((125.0, 176.0))
        .cubic((124.0, 250.0), (156.0, 296.0), (200.0, 296.0))
        .cubic((244.0, 296.0), (276.0, 250.0), (275.0, 176.0))
        .cubic((264.0, 200.0), (258.0, 222.0), (236.0, 222.0))
        .quad((200.0, 214.0), (164.0, 222.0))
        .cubic((142.0, 222.0), (136.0, 200.0), (125.0, 176.0))
        .close();
    c.fill(&path, ink.lighter(0.06), 1.0);
}

/// Hair on the forehead, or what is worn on it.
fn before(c: &mut Canvas, hair: Hair, ink: Rgb, cover: Rgb) {
    let mut path = Path::new();
    match hair {
        Hair::Short => {
            path.move_to((122.0, 176.0))
                .cubic((112.0, 84.0), (160.0, 62.0), (200.0, 62.0))
                .cubic((240.0, 62.0), (288.0, 84.0), (278.0, 176.0))
                .cubic((268.0, 150.0), (264.0, 130.0), (256.0, 122.0))
                .quad((200.0, 104.0), (144.0, 122.0))
                .cubic((136.0, 130.0), (132.0, 150.0), (122.0, 176.0))
                .close();
        }
        Hair::Side => {
            path.move_to((122.0, 180.0))
                .cubic((104.0, 90.0), (150.0, 56.0), (214.0, 58.0))
                .cubic((276.0, 60.0), (292.0, 120.0), (278.0, 180.0))
                .cubic((274.0, 146.0), (262.0, 128.0), (246.0, 116.0))
                .cubic((214.0, 136.0), (164.0, 136.0), (146.0, 124.0))
                .cubic((134.0, 140.0), (130.0, 160.0), (122.0, 180.0))
                .close();
        }
        Hair::Quiff => {
            path.move_to((124.0, 172.0))
                .cubic((116.0, 116.0), (130.0, 92.0), (146.0, 84.0))
                .cubic((150.0, 44.0), (226.0, 26.0), (272.0, 64.0))
                .cubic((262.0, 66.0), (258.0, 72.0), (258.0, 80.0))
                .cubic((282.0, 106.0), (282.0, 140.0), (276.0, 172.0))
                .cubic((270.0, 150.0), (266.0, 132.0), (256.0, 120.0))
                .quad((200.0, 112.0), (144.0, 120.0))
                .cubic((134.0, 132.0), (130.0, 150.0), (124.0, 172.0))
                .close();
        }
        Hair::Bob => {
            path.move_to((112.0, 214.0))
                .cubic((96.0, 100.0), (140.0, 62.0), (200.0, 62.0))
                .cubic((260.0, 62.0), (304.0, 100.0), (288.0, 214.0))
                .cubic((276.0, 190.0), (272.0, 160.0), (266.0, 138.0))
                .quad((200.0, 150.0), (134.0, 138.0))
                .cubic((128.0, 160.0), (124.0, 190.0), (112.0, 214.0))
                .close();
        }
        Hair::Long => {
            path.move_to((108.0, 240.0))
                .cubic((90.0, 110.0), (130.0, 60.0), (200.0, 60.0))
                .cubic((270.0, 60.0), (310.0, 110.0), (292.0, 240.0))
                .cubic((280.0, 190.0), (272.0, 140.0), (214.0, 102.0))
                .cubic((160.0, 126.0), (122.0, 170.0), (108.0, 240.0))
                .close();
        }
        Hair::Bun | Hair::Ponytail => {
            path.move_to((122.0, 178.0))
                .cubic((110.0, 92.0), (156.0, 64.0), (200.0, 64.0))
                .cubic((244.0, 64.0), (290.0, 92.0), (278.0, 178.0))
                .cubic((272.0, 136.0), (244.0, 112.0), (200.0, 106.0))
                .cubic((156.0, 112.0), (128.0, 136.0), (122.0, 178.0))
                .close();
        }
        Hair::Curls => {
            c.dots(&[(134.0, 124.0), (158.0, 96.0), (200.0, 84.0), (242.0, 96.0), (266.0, 124.0)], 72.0, ink, 1.0);
            c.dots(&[(150.0, 92.0), (196.0, 72.0), (240.0, 84.0)], 26.0, ink.lighter(0.14), 0.7);
            return;
        }
        Hair::Afro => {
            path.move_to((122.0, 172.0))
                .cubic((116.0, 100.0), (160.0, 76.0), (200.0, 76.0))
                .cubic((240.0, 76.0), (284.0, 100.0), (278.0, 172.0))
                .cubic((270.0, 136.0), (240.0, 118.0), (200.0, 118.0))
                .cubic((160.0, 118.0), (130.0, 136.0), (122.0, 172.0))
                .close();
        }
        Hair::Bald => return,
        Hair::Scarf => {
            scarf(c, cover);
            return;
        }
        Hair::Cap => {
            cap(c, ink, cover);
            return;
        }
        Hair::Turban => {
            turban(c, cover);
            return;
        }
        Hair::Beanie => {
            beanie(c, ink, cover);
            return;
        }
    }
    let fill = c.blend(Run::Down, &[ink.lighter(0.12), ink]);
    c.fill(&path, &fill, 1.0);
}

fn scarf(c: &mut Canvas, cover: Rgb) {
    // A ring around the face, closed under the chin.
    let mut path = Path::new();
    path.move_to((200.0, 62.0))
        .cubic((112.0, 62.0), (98.0, 140.0), (104.0, 210.0))
        .cubic((106.0, 270.0), (120.0, 330.0), (150.0, 350.0))
        .quad((200.0, 366.0), (250.0, 350.0))
        .cubic((280.0, 330.0), (294.0, 270.0), (296.0, 210.0))
        .cubic((302.0, 140.0), (288.0, 62.0), (200.0, 62.0))
        .close()
        .move_to((200.0, 112.0))
        .cubic((246.0, 112.0), (264.0, 146.0), (264.0, 184.0))
        .cubic((264.0, 232.0), (236.0, 268.0), (200.0, 268.0))
        .cubic((164.0, 268.0), (136.0, 232.0), (136.0, 184.0))
        .cubic((136.0, 146.0), (154.0, 112.0), (200.0, 112.0))
        .close();
    let fill = c.blend(Run::Down, &[cover.lighter(0.15), cover]);
    c.fill(&path, &fill, 1.0);
    let mut folds = Path::new();
    folds
        .move_to((122.0, 240.0))
        .quad((150.0, 300.0), (214.0, 322.0))
        .move_to((278.0, 232.0))
        .quad((262.0, 290.0), (190.0, 340.0));
    c.stroke(&folds, cover.darker(0.3), 5.0, 0.5);
}

fn cap(c: &mut Canvas, ink: Rgb, cover: Rgb) {
    for x in [122.0, 262.0] {
        c.rounded((x, 130.0), (16.0, 52.0), 8.0, ink, 1.0);
    }
    let mut crown = Path::new();
    crown
        .move_to((116.0, 136.0))
        .cubic((114.0, 72.0), (156.0, 50.0), (200.0, 50.0))
        .cubic((244.0, 50.0), (286.0, 72.0), (284.0, 136.0))
        .quad((200.0, 112.0), (116.0, 136.0))
        .close();
    let fill = c.blend(Run::Down, &[cover.lighter(0.15), cover]);
    c.fill(&crown, &fill, 1.0);
    let mut brim = Path::new();
    brim.move_to((108.0, 138.0))
        .quad((200.0, 96.0), (292.0, 138.0))
        .quad((296.0, 152.0), (282.0, 150.0))
        .quad((200.0, 122.0), (118.0, 150.0))
        .quad((104.0, 152.0), (108.0, 138.0))
        .close();
    c.fill(&brim, cover.darker(0.35), 1.0);
    c.circle((200.0, 52.0), 8.0, cover.darker(0.35), 1.0);
}

fn turban(c: &mut Canvas, cover: Rgb) {
    let mut wrap = Path::new();
    wrap.move_to((116.0, 150.0))
        .cubic((84.0, 70.0), (150.0, 34.0), (200.0, 34.0))
        .cubic((250.0, 34.0), (316.0, 70.0), (284.0, 150.0))
        .quad((246.0, 112.0), (200.0, 104.0))
        .quad((154.0, 112.0), (116.0, 150.0))
        .close();
    let fill = c.blend(Run::Down, &[cover.lighter(0.18), cover]);
    c.fill(&wrap, &fill, 1.0);
    let mut folds = Path::new();
    for (x, y) in [(116.0, 134.0), (114.0, 108.0), (124.0, 82.0)] {
        folds
            .move_to((x, y))
            .quad((160.0, y - 14.0), (196.0, y - 34.0))
            .move_to((400.0 - x, y))
            .quad((250.0, y - 14.0), (212.0, y - 30.0));
    }
    c.stroke(&folds, cover.darker(0.35), 5.0, 0.55);
}

fn beanie(c: &mut Canvas, ink: Rgb, cover: Rgb) {
    for x in [120.0, 262.0] {
        c.rounded((x, 126.0), (18.0, 62.0), 9.0, ink, 1.0);
    }
    let mut knit = Path::new();
    knit.move_to((118.0, 120.0))
        .cubic((118.0, 60.0), (156.0, 40.0), (200.0, 40.0))
        .cubic((244.0, 40.0), (282.0, 60.0), (282.0, 120.0))
        .close();
    c.circle((200.0, 36.0), 24.0, cover.lighter(0.45), 1.0);
    c.fill(&knit, cover, 1.0);
    c.rounded((110.0, 106.0), (180.0, 40.0), 18.0, cover.darker(0.2), 1.0);
    let mut ribs = Path::new();
    for i in 0..8 {
        let x = 130.0 + f64::from(i) * 20.0;
        ribs.line_from((x, 114.0), (x, 138.0));
    }
    c.stroke(&ribs, cover.lighter(0.2), 4.0, 0.5);
}

fn spectacles(c: &mut Canvas, skin: Rgb) {
    let frame = if skin.0 > 0xA0_0000 { Rgb(0x2B2D3A) } else { Rgb(0xF3D58A) };
    c.raw(&format!(
        "<g fill=\"#fff\" fill-opacity=\".22\" stroke=\"{frame}\" stroke-width=\"6\">\
         <circle cx=\"167\" cy=\"184\" r=\"27\"/><circle cx=\"233\" cy=\"184\" r=\"27\"/>\
         <path d=\"M194 182q6-6 12 0M140 180l-16-4M260 180l16-4\" fill=\"none\"/></g>\n"
    ));
}
