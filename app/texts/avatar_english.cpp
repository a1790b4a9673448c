// The English texts about avatars.
#include "texts/avatar_languages.hpp"

namespace aisha::texts {

AvatarTexts avatar_english() {
    return {
        .command_avatars = "Your avatars",
        .private_only = "Avatars are made in a private chat: please write to me there.",
        .list_empty =
            "<b>Your avatars</b>\n\nAn avatar is learned from your photos: a person, a style or a thing. "
            "There is none yet; shall we make the first?",
        .list_title = "<b>Your avatars</b>\n\n{} (trained: {}, drafts: {}). Press one to open it.",
        .list_main_mark = "★ ",
        .unnamed = "No name yet",
        .ask_type =
            "<b>What shall the avatar learn?</b>\n\n"
            "<b>A portrait</b>: one person. Choose it to see this person in new pictures.\n"
            "<b>A style</b>: how pictures are made, whatever they show. Choose it for the hand of a painter "
            "or the mood of a series of photos.\n"
            "<b>A thing</b>: a product, a toy, a pet. Choose it to put exactly this one into new pictures.",
        .type_portrait = "Portrait",
        .type_style = "Style",
        .type_object = "Thing",
        .ask_gender = "Who is in the photos? It helps the training to get features right.",
        .gender_male = "A man",
        .gender_female = "A woman",
        .ask_name = "What shall the avatar be called? Write a name of {} to {} characters.",
        .ask_new_name = "The avatar is called <b>{}</b>. Write a new name of {} to {} characters.",
        .ask_photos_portrait =
            "<b>{}: the photos</b>\n\nSend me {} to {} photos, one by one or many at once. As files they "
            "keep "
            "their full quality.\n\n"
            "What helps: one person alone, the face well lit and sharp; different days, clothes, places and "
            "expressions; from the front and from the side.\n"
            "What hurts: sunglasses, masks, filters, groups, and many shots of the same moment.",
        .ask_photos_style =
            "<b>{}: the pictures</b>\n\nSend me {} to {} pictures, one by one or many at once. As files they "
            "keep their full quality.\n\n"
            "What helps: different things in the same style.\n"
            "What hurts: several styles at once, and frames or signatures in every picture.",
        .ask_photos_object =
            "<b>{}: the photos</b>\n\nSend me {} to {} photos, one by one or many at once. As files they "
            "keep "
            "their full quality.\n\n"
            "What helps: the thing alone and sharp, from all sides, in different places and light.\n"
            "What hurts: other things beside it, and many shots of the same moment.",
        .photos_first = "Not yet: {} more, please.",
        .confirm_cancel = "Shall I really delete this draft with all its photos? That cannot be undone.",
        .confirm_remove = "Shall I really delete <b>{}</b> with all its photos? That cannot be undone.",
        .removed = "Deleted, with everything that belonged to it.",
        .saved = "The draft is saved. You can go on at any time, from any device: /avatars",
        .card = "<b>{}</b>\n\nType: {}\nStatus: {}\n{}\nMade on {}",
        .card_gender = "In the photos: {}",
        .card_main = "★ Your main avatar",
        .summary =
            "All photos are here and checked: the avatar is ready to be trained. I can’t train yet, but "
            "I keep it until I can.",
        .advice_alike =
            "A word of advice: the photos are much alike. With other places, light, clothes and poses the "
            "likeness becomes much better.",
        .main_set = "{} is your main avatar now.",
        .avatars_plural = {"{} avatar", "{} avatars"},
        .photos_plural = {"{} photo", "{} photos"},
    };
}

AvatarStateTexts avatar_states_english() {
    return {
        .consent_portrait =
            "<b>Before the first photo</b>\n\n"
            "I will look at photos of a face, keep those that are fit, and use them for training when you "
            "start it. Each is stored without the place and the camera that the file may tell of. You can "
            "delete a photo or the whole avatar at any time, and nothing is left of it here.\n\n"
            "By pressing “I agree” you agree to that, and you say that the person in the photos is an adult "
            "who agreed to it: you yourself, or somebody who let you.",
        .consent_other =
            "<b>Before the first photo</b>\n\n"
            "I will look at the photos, keep those that are fit, and use them for training when you start "
            "it. Each is stored without the place and the camera that the file may tell of. You can delete a "
            "photo or the whole avatar at any time, and nothing is left of it here.\n\n"
            "By pressing “I agree” you agree to that, and you say that you may use these pictures, and that "
            "people who can be recognised in them are adults who agreed to it.",
        .status_draft = "draft",
        .status_uploading = "photos wanted",
        .status_ready = "ready to be trained",
        .status_training = "in training",
        .status_completed = "trained",
        .status_error = "training failed",
        .status_cancelled = "training cancelled",
        .not_found = "This avatar or photo is no longer there.",
        .too_many_avatars =
            "You have {} avatars, and that is the most there can be. Delete one first, please.",
        .too_many_drafts = "You have {} drafts. Finish or delete one first, please.",
        .bad_name = "A name has {} to {} characters. Please write another one.",
        .too_few_photos = "There are too few photos yet. Please send more.",
        .photos_wait = "A moment, please: I am still looking at some photos.",
        .wrong_status = "That is not possible with this avatar now.",
    };
}

AvatarButtonTexts avatar_buttons_english() {
    return {
        .new_avatar = "New avatar",
        .back = "Back",
        .cancel = "Cancel",
        .cancel_sure = "Delete the draft",
        .keep_going = "Go on with it",
        .save = "Save as a draft",
        .keep_name = "Keep “{}”",
        .agree = "I agree",
        .finish = "These are all",
        .photos = "Look at the photos",
        .add_photos = "Add photos",
        .rename = "Rename",
        .main = "Make it the main one",
        .remove = "Delete",
        .remove_sure = "Yes, delete it",
        .list = "All avatars",
        .retry = "Try again",
    };
}

AvatarPhotoTexts avatar_photo_english() {
    return {
        .looking = "Photos: {} of {}. Looking at {} more…",
        .enough = "Photos: {} of {} at most. You can send more, or say that these are all.",
        .missing = "Photos: {} of {} at most. Please send {} more at least.",
        .full = "Photos: {}. That is as many as there can be.",
        .kept_waiting =
            "Something I need for that isn’t answering right now. The photos are safe, and I keep trying.",
        .could_not_look =
            "I could not look at your photos, I’m sorry. They are not lost: press the button, and I will try "
            "again. If it fails again and again, give whoever runs this bot the number <code>{}</code>",
        .retrying = "Trying again…",
        .no_draft =
            "That’s a photo. I make avatars of photos: open one and send the photos then, or make a new one.",
        .duplicate = "I have this photo already: it is number {}. Please send a different one.",
        .duplicate_unnumbered = "I have this photo already. Please send a different one.",
        .full_already =
            "There are {} photos already, as many as there can be. Delete or replace one to add this.",
        .too_many_waiting =
            "So many at once are too many for me. Send the rest when I have looked at these, please.",
        .sheet =
            "<b>{}</b>: {}. A tick: good. An exclamation mark: it could be better. Press a number to look "
            "closer.",
        .none = "There are no photos yet.",
        .photo = "Photo {} of {}\nQuality: {} %\n{} × {} pixels",
        .good = "Good as it is.",
        .could_be_better = "Could be better: {}.",
        .ask_replacement =
            "Send me the photo that takes the place of number {}. The old one goes once the new one is "
            "fit.",
        .photo_removed = "The photo is deleted.",
        .button_remove_photo = "Delete",
        .button_replace_photo = "Replace",
        .button_all_photos = "All photos",
    };
}

PhotoProblemTexts photo_problem_english() {
    return {
        .file_gone = "Telegram no longer has this photo. Please send it again.",
        .empty = "This file is empty. Please send it again.",
        .too_many_bytes =
            "This file is too big: up to {} MB fit. Send it as a photo instead of a file, please.",
        .not_a_picture = "This is no picture. Please send a photo: JPEG, PNG, WebP or HEIC.",
        .unsupported = "I cannot read this kind of picture. Please send it as JPEG, PNG, WebP or HEIC.",
        .animated = "This picture moves. Please send a still photo.",
        .too_many_pixels = "This picture is too large: up to {} megapixels fit. Please make it smaller.",
        .damaged = "This picture is damaged, I cannot read it. Please send it again or choose another.",
        .too_heavy = "This picture takes too long to read. Please save it anew as JPEG and send it again.",
        .too_small =
            "This picture is too small: the shorter side must have {} pixels. Please send a larger one.",
        .too_narrow = "This picture is too narrow. Please cut it closer to a square, or send another.",
        .blank = "There is nothing to be seen in this picture. Please send another.",
        .too_dark =
            "It is too dark here to make out the features. Please send one with more light on the face.",
        .too_bright = "It is too bright here to make out the features. Please send one with softer light.",
        .blurred = "This photo is blurred. Please send a sharp one.",
        .several_people =
            "There are several people here, and I would not know whom to learn. Please cut it to one person, "
            "or send another.",
        .no_room =
            "There is no room for one more: {} photos are the most. Delete or replace one to add this.",
        .warning_no_face = "no face that looks at the camera (fine for a side view)",
        .warning_small_face = "the face is small: come closer",
        .warning_dim = "rather dark",
        .warning_glaring = "rather bright",
        .warning_pale = "little contrast",
        .warning_soft = "not quite sharp",
        .warning_narrow = "much longer than wide",
    };
}

}  // namespace aisha::texts
