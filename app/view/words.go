package view

import (
	"errors"
	"io/fs"

	"doorstep/app/viewmodel"
)

// explanation is an error in the user's words: what happened, then what is
// safe and what to do.
type explanation struct{ title, text string }

var errNoBrowser = errors.New("no browser opened")

var explanations = []struct {
	err error
	explanation
}{
	{viewmodel.ErrKeyPageLeft, explanation{"The page with the recovery key is not deleted", "Close the browser. Doorstep goes on trying to delete it."}},
	{viewmodel.ErrDiskFull, explanation{"The disk is full", "What is stored is safe. Make room on the disk by moving or deleting other files, then try again."}},
	{viewmodel.ErrReadOnly, explanation{"This place cannot be written to", "What is stored is safe. If it is a USB stick, take off its write lock. Otherwise choose another folder."}},
	{viewmodel.ErrDiskFailed, explanation{"The disk did not take it", "What was stored before is safe. If it is a USB stick, put it back in, then try again."}},
	{viewmodel.ErrProjectInUse, explanation{"This project is already open", "Another Doorstep window on this laptop has it. Go to that window, or close it and start again."}},
	{viewmodel.ErrNotProject, explanation{"This file is not a Doorstep project", "Nothing was changed. Choose another file."}},
	{viewmodel.ErrNewerProject, explanation{"This project needs a newer Doorstep", "A newer version wrote it. Nothing was changed. Install the newer version, then open it again."}},
	{viewmodel.ErrProjectDamaged, explanation{"The project file is damaged", "Nothing was changed. Put a backup copy in its place, or ask your coordinator before you go on."}},
	{viewmodel.ErrNotWorkbook, explanation{"This is not an Excel workbook", "Nothing was changed. In Excel, save the questionnaire as .xlsx, then choose that file."}},
	{viewmodel.ErrPassword, explanation{"This workbook has a password", "Nothing was changed. In Excel, save a copy without the password, then choose that copy."}},
	{viewmodel.ErrNoSurvey, explanation{"This workbook has no questionnaire", "It has no sheet called survey. Nothing was changed. Choose another file, or add the sheet in Excel."}},
	{viewmodel.ErrTooLarge, explanation{"This workbook is too large", "Nothing was changed. Take out what the questionnaire does not need, then choose it again."}},
	{viewmodel.ErrFormExists, explanation{"This version is here already, with other contents", "Nothing was changed. Give the questionnaire a new version in its settings sheet, then bring it in again."}},
	{viewmodel.ErrLocked, explanation{"The project is locked", "What is stored is safe. Unlock it with the passphrase, then try again."}},
	{viewmodel.ErrWrongPassphrase, explanation{"This is not the passphrase", "Nothing is lost. Look at Caps Lock and the keyboard’s language, then type it again."}},
	{viewmodel.ErrTooSoon, explanation{"Too many wrong passphrases", "Nothing is lost. Wait a little, then type it again."}},
	{viewmodel.ErrForCoordinator, explanation{"This pack is for the coordinator’s laptop", "Nothing was changed. Leave it on the stick."}},
	{viewmodel.ErrWrongKey, explanation{"This recovery key is of another project", "Nothing is lost. Look for the one that was written down when this project was set up."}},
	{viewmodel.ErrBadKey, explanation{"This is not a whole recovery key", "Nothing is lost. Compare it with the paper, group by group."}},
	{viewmodel.ErrFileExists, explanation{"There is a file with this name already", "It was not touched. Give the file another name."}},
	{viewmodel.ErrCardNotOpened, explanation{"The card could not be shown", "The interview is stored. Write the code on a card by hand instead."}},
	{viewmodel.ErrBadReference, explanation{"This is no code of a card", "Nothing was changed. Compare it with the card, letter by letter."}},
	{viewmodel.ErrErasureWaits, explanation{"Some copies could not be reached", "The answers are erased here. Plug in the stick or disk with the copies: Doorstep erases them there by itself."}},
	{viewmodel.ErrNoResponse, explanation{"There is no such response here", "Nothing was changed. It may be on another laptop."}},
	{viewmodel.ErrNotErased, explanation{"The discarded interview is not erased yet", "It is off the list, but its answers are still on this laptop. Close Doorstep, open it again and discard it once more."}},
	{viewmodel.ErrUnreconciled, explanation{"The numbers do not add up, so no file was written", "Every response is safe. Please tell your coordinator: the export did not account for every stored response."}},
	{viewmodel.ErrFileOpen, explanation{"The file is open in another program", "Close it there, often in Excel, then try again."}},
	{viewmodel.ErrTooLargeToAttach, explanation{"This file is too large to attach", "Your answers are kept. Choose one of at most 50 MB, or a smaller copy of it."}},
	{viewmodel.ErrPlaysOutside, explanation{"The laptop’s own player was opened", "Doorstep could not play this recording itself. Come back to this window when it has been heard."}},
	{viewmodel.ErrNoPlayer, explanation{"This laptop has no program that plays the file", "Nothing is lost. Go on without it, and tell your coordinator."}},
	{viewmodel.ErrNoLoudspeaker, explanation{"No sound comes from here", "The recording is kept with the interview. Look at the laptop’s sound settings, then try again."}},
	{viewmodel.ErrSoundKind, explanation{"Doorstep does not play recordings of this kind", "It is kept with the interview, as it is, and can be heard after an export with its attached files."}},
	{errNoBrowser, explanation{"The browser did not open", "The address is kept as it was typed. Open it by hand when you are online."}},
	{viewmodel.ErrBusy, explanation{"Doorstep is at work", "Nothing was changed. Wait until it is done, then try again."}},
	{viewmodel.ErrCancelled, explanation{"Stopped", "No file was left behind. Every response is safe."}},
	{fs.ErrNotExist, explanation{"The file is not there", "It may have been moved, or its USB stick taken out. Nothing was changed. Choose it again."}},
	{fs.ErrPermission, explanation{"This file is not yours to use", "Nothing was changed. Choose another place, or ask whoever looks after this laptop."}},
}

// explain turns an error into words. It is the only place that does.
func explain(err error) explanation {
	if err == nil {
		return explanation{}
	}
	var saving *viewmodel.SaveError
	if errors.As(err, &saving) {
		return explainSaving(saving)
	}
	var words explanation
	for _, e := range explanations {
		if errors.Is(err, e.err) {
			words = e.explanation
			break
		}
	}
	var told *viewmodel.Told
	if errors.As(err, &told) {
		if words.title == "" {
			words.title = "It did not work"
		}
		if told.Words != "" {
			words.text = told.Words
		}
	}
	var opening *viewmodel.OpenError
	if errors.As(err, &opening) {
		if words.title == "" {
			words = explanation{"It could not be read", "What is stored was not changed. Try again; if it happens again, tell your coordinator."}
		}
		return explanation{opening.Title + " cannot be opened", words.title + ". " + words.text}
	}
	if words.title == "" {
		return explanation{"Something went wrong", "What is stored is safe. Try again; if it happens again, tell your coordinator. (" + err.Error() + ")"}
	}
	return words
}

func explainSaving(e *viewmodel.SaveError) explanation {
	next := "Keep Doorstep open: it tries again by itself."
	switch {
	case errors.Is(e.Err, viewmodel.ErrDiskFull):
		next = "The disk is full. Keep Doorstep open and make room on the disk; it tries again by itself."
	case errors.Is(e.Err, viewmodel.ErrReadOnly):
		next = "The disk cannot be written to. Keep Doorstep open; if it is a USB stick, take off its write lock. It tries again by itself."
	case errors.Is(e.Err, viewmodel.ErrDiskFailed):
		next = "The disk did not take it. Keep Doorstep open; if it is a USB stick, put it back in. It tries again by itself."
	}
	return explanation{"Your last answers are not saved yet", "Nothing you typed is lost. " + next}
}
