//! The images and texts of the demo data.

/// One line per image: file, kind of scene, alternative text and captions, separated by tabs. Captions are separated by
/// ` | `.
const IMAGES: &str = include_str!("../../static/demo/pictures.tsv");

/// The number of portraits.
pub const PORTRAITS: usize = 40;

/// An image that a demo user may post.
pub struct DemoImage {
    pub path: String,
    pub alt_text: &'static str,
    pub captions: Vec<&'static str>,
}

pub fn images() -> Vec<DemoImage> {
    let fields = IMAGES.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    fields
        .filter_map(|fields| match fields[..] {
            [file, _, alt_text, captions] => Some(DemoImage {
                path: format!("/static/demo/{file}"),
                alt_text,
                captions: captions.split(" | ").collect(),
            }),
            _ => None,
        })
        .collect()
}

/// The path of a portrait, from 1 to [`PORTRAITS`].
pub fn portrait(number: usize) -> String {
    format!("/static/demo/people/{number:02}.svg")
}

pub const COMMENTS: &[&str] = &[
    "Wow, just wow.",
    "The light in this one!",
    "Where is this? I need to go.",
    "This made my morning.",
    "I could look at this for hours.",
    "You have such an eye for it.",
    "Those colours are unreal.",
    "Love the mood here.",
    "Next time take me with you, please!",
    "So calm. I can almost hear it.",
    "Printing this and putting it on my wall 😄",
    "How early did you get up for this?",
    "Beautiful as always.",
    "This belongs in a gallery.",
    "I was there last year and it looked nothing like this. Well caught!",
    "Reminds me of the summers at my grandmother's.",
    "The composition is perfect.",
    "Okay, now I want to go outside.",
    "New phone background, thank you!",
    "You keep getting better at this.",
    "What a sky.",
    "This is my favourite of yours so far.",
    "Is there a bigger version of it somewhere?",
    "Simple and lovely.",
    "I had to look twice. Great shot.",
    "Sending this to my sister right now.",
    "The little details 💛",
    "Which lens did you use?",
    "Some days this is all I need.",
    "Take a bow 👏",
];

pub const STORIES: &[&str] = &[
    "Up before the sun. Worth it.",
    "Coffee first, then everything else.",
    "Packing for the weekend – any tips for the coast?",
    "Found my old film camera in the attic!",
    "Rainy day, good book, no plans.",
    "First swim of the year. Cold is an understatement.",
    "Someone left the nicest note on my bike.",
    "Trying a new bread recipe. Wish me luck.",
    "On the night train. See you in the morning.",
    "The garden has decided that it is spring.",
    "Sorting three years of photos. Send help.",
    "Golden hour from the kitchen window.",
    "Took the long way home today.",
    "Tonight: dumplings. All of them.",
    "New blisters, new views.",
    "Market haul: too many lemons again.",
    "Listening to the same song on repeat since noon.",
    "Halfway up. Legs say no, heart says yes.",
    "The cat has opinions about my new desk.",
    "Stars are out – go and have a look!",
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_image_and_portrait_exists_and_is_described() {
        let images = images();

        assert!(images.len() >= 40, "{} images", images.len());
        for image in &images {
            assert!(image.alt_text.len() > 10 && image.captions.len() > 1, "{}", image.path);
            assert!(Path::new(&format!(".{}", image.path)).is_file(), "{}", image.path);
        }
        for number in 1..=PORTRAITS {
            assert!(Path::new(&format!(".{}", portrait(number))).is_file(), "{number}");
        }
    }
}
