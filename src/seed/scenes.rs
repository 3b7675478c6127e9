//! What the photos of the demo show, and the posts, stories and profiles that they belong to.

/// A photo that is part of the program. `photos/README.md` tells where each is from.
pub struct Photo {
    pub file: &'static [u8],
    pub alt_text: &'static str,
}

/// A post with one or more photos.
pub struct PhotoPost {
    pub caption: &'static str,
    pub photos: &'static [Photo],
}

/// A story with a photo.
pub struct PhotoStory {
    pub text: &'static str,
    pub photo: Photo,
}

macro_rules! photo {
    ($name:literal, $alt_text:literal) => {
        Photo { file: include_bytes!(concat!("photos/", $name, ".jpg")), alt_text: $alt_text }
    };
}

/// The photos of profiles. The first is that of the user who signs in.
pub const PROFILES: &[Photo] = &[
    photo!("cat", "A tabby cat with green eyes"),
    photo!("hibiscus", "A red hibiscus"),
    photo!("bee", "A honey bee on a purple aster"),
];

/// The posts of the user who signs in, newest first.
pub const OWN_POSTS: &[PhotoPost] = &[
    PhotoPost {
        caption: "The photo club went for a walk. Theme of the month: looking up, and looking down. #photowalk",
        photos: &[
            photo!("stairs", "A visitor in a hat walks down a wooden spiral staircase, seen from above"),
            photo!("photographer", "A club member in a denim shirt photographs a building with tall columns"),
        ],
    },
    PhotoPost {
        caption: "This little green heron stood still for ten minutes. I did not. #birds",
        photos: &[photo!("heron", "A green heron on a leafy branch, with blurred water behind it")],
    },
    PhotoPost {
        caption: "Found in grandfather's box of negatives. He always said that the wind never stops there.",
        photos: &[photo!(
            "wind-tree",
            "A black and white photo of a lone tree that the wind has bent to one side"
        )],
    },
    PhotoPost {
        caption: "Had the whole museum to ourselves for an hour. We whispered anyway. #architecture",
        photos: &[photo!("museum", "A tall white museum hall with a curved ramp under a glass ceiling")],
    },
    PhotoPost {
        caption: "My daughter calls this one the cheese grater. #architecture",
        photos: &[photo!("facade", "A white facade of folded metal tiles that cast grey shadows")],
    },
];

/// The posts of users whom that user follows, newest first.
pub const FOLLOWED_POSTS: &[PhotoPost] = &[
    PhotoPost {
        caption: "Six in the morning, not a breath of wind. The kids are still asleep in the tent. #camping #mountains",
        photos: &[photo!("lake", "Snowy mountains behind a still lake that reflects them")],
    },
    PhotoPost {
        caption: "Our garden this week. Thanks for the seeds, @webdev! #garden",
        photos: &[
            photo!("bee", "A honey bee on a purple aster with a yellow centre"),
            photo!("forget-me-nots", "Blue forget-me-nots in front of dark green leaves"),
            photo!("dandelion", "A dandelion clock in a meadow, lit by the low sun behind it"),
        ],
    },
    PhotoPost {
        caption: "Market day. I came for cumin and left with nine bags. #food",
        photos: &[photo!("spices", "Bowls heaped with red, black, brown and blue spices at a market")],
    },
    PhotoPost {
        caption: "Two evenings, two rivers of light. Next time you bring the tripod, @webdev. #nightphotography #city",
        photos: &[
            photo!("skyline", "City towers at dusk, with coloured lights reflected in the water"),
            photo!("bridge", "A suspension bridge lit in gold above a river at night"),
        ],
    },
    PhotoPost {
        caption: "Zoo day with the cousins. He posed, we all melted. #animals",
        photos: &[photo!("otters", "A brown otter on a rock beside the water, its head raised")],
    },
    PhotoPost {
        caption: "We are the tiny dots. Two steps up, one step down, all day long. #hiking #desert",
        photos: &[photo!("dune", "Six hikers on the ridge of a tall orange dune under a blue sky")],
    },
    PhotoPost {
        caption: "Sunday breakfast: squeeze, sip, repeat. #food",
        photos: &[
            photo!("coffee", "An espresso in a red cup with a saucer and a spoon on a wooden table"),
            photo!("citrus", "Slices of orange, lemon and lime, lit from behind"),
        ],
    },
    PhotoPost {
        caption: "Rome on Friday, Barcelona on Sunday. My feet hurt and I regret nothing. #travel #architecture",
        photos: &[
            photo!("colosseum", "The arches of the Colosseum, lit from inside at dusk"),
            photo!("casa-mila", "Looking up through the round courtyard of Casa Milà towards a bright sky"),
        ],
    },
    PhotoPost {
        caption: "Walked between the tea bushes until the fog came. It smells like morning. #travel",
        photos: &[photo!("tea", "Green hills covered with rows of tea bushes, fading into fog")],
    },
    PhotoPost {
        caption: "Bird club, spring count: 41 species, 2 thermoses, 1 lost glove. #birds",
        photos: &[
            photo!("osprey", "An osprey on a bare branch in front of pine trees"),
            photo!("shrike", "A small grey shrike on a thin twig against a blue sky"),
        ],
    },
    PhotoPost {
        caption: "Picnic under the big oak. Same spot as every year. #family",
        photos: &[photo!("meadow", "A large oak behind a meadow of red and yellow flowers")],
    },
    PhotoPost {
        caption: "It opened overnight. Grandmother says that it waited for her visit. #garden",
        photos: &[photo!("hibiscus", "A red hibiscus flower in front of a dark background")],
    },
    PhotoPost {
        caption: "From last night's talk at the astronomy club: Saturn, as only a space probe can see it. #astronomy",
        photos: &[photo!("saturn", "The night side of Saturn and its rings, lit by the sun from behind")],
    },
];

/// The stories of users whom that user follows, newest first.
pub const STORIES: &[PhotoStory] = &[
    PhotoStory {
        text: "Golden hour from the roof. Come up, quick!",
        photo: photo!("sunset", "A low sun behind the roofs of a snowy city, with a street far below"),
    },
    PhotoStory {
        text: "Night ride home over the bridge.",
        photo: photo!("trestle", "A footbridge at night with square frames of light that turn towards its end"),
    },
    PhotoStory {
        text: "Guess who slept on my keyboard again?",
        photo: photo!("cat", "A tabby cat with green eyes"),
    },
];

#[cfg(test)]
mod tests {
    use std::fs;

    #[test]
    fn the_readme_states_the_licence_of_every_photo() {
        let readme = fs::read_to_string("src/seed/photos/README.md").expect("a text");
        let files =
            fs::read_dir("src/seed/photos").expect("a folder").map(|entry| entry.expect("a file").file_name());

        for file in files.filter(|file| file != "README.md") {
            let start = format!("| `{}` |", file.to_str().expect("a name"));
            let row = readme.lines().find(|row| row.starts_with(&start));
            assert!(row.is_some_and(|row| row.contains("CC0: `") || row.contains("public domain: `")), "{start}");
        }
    }
}
