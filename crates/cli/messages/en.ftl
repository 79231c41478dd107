# The words of the program sotay. Commands, options and codes are the same in every language.

## The frame of the help

heading-usage = Usage
heading-commands = Commands
heading-arguments = Arguments
heading-options = Options
heading-fields = What to record
heading-general = General options
heading-examples = Examples
heading-error = Not done:

value-options = OPTIONS
value-command = COMMAND
value-dir = DIR
value-file = FILE
value-url = URL
value-name = NAME
value-role = ROLE
value-code = CODE
value-id = ID
value-id-or-code = ID|CODE
value-text = TEXT
value-number = NUMBER
value-days = DAYS
value-date = DATE
value-time = TIME
value-period = PERIOD
value-year = YEAR
value-count = NAME=NUMBER
value-choice = CHOICE
value-phone = NUMBER
value-kind = KIND
value-format = FORMAT
value-status = STATUS
value-field = FIELD
value-assignment = FIELD=VALUE

## Commands

about-sotay = The officer's notebook: record in the village without signal, sync at the station.
about-init = Found a unit on its first device; whoever does is its commander and administrator
about-join = Bring this device into a unit with an invite code
about-invite = Invite an officer and print a code that works once
about-devices = List the unit's devices
about-visit = Visits
about-household = Households
about-establishment = Establishments
about-group = Self-governing groups and clubs
about-meeting = Meetings of groups
about-follow-up = Follow-ups
about-model = Models, the types that groups follow
about-assessment = Assessments of groups
about-survey = Baseline surveys of areas
about-training = Trainings of officers
about-material = Leaflets, booklets and posters
about-hand-out = Copies of materials handed out
about-area = Areas
about-officer = Officers
about-sync = Meet the relay: send what is unsent, receive what is new
about-status = Show what the notebook holds and what is still unsent
about-search = Search all records, with or without diacritics
about-history = Show who wrote what into a record, and when
about-check = Hold this notebook against the packs that it received and against what other devices say they hold
about-suspicions = Show what looks wrong: packs changed, kept back or made up, histories that contradict each other, and what to do
about-conflicts = Show the conflicts: where two people wrote different things
about-review = Show the visits that wait for their review, the longest first; accept or return them
about-review-accept = Accept visits as they are: those named, or all that the list shows
about-review-return = Return visits to their officers to be corrected, who read why
about-review-times = Measure how long visits wait for their review and their correction
about-follow-up-from = Make follow-ups of what was heard at a visit; without numbers, show what was heard and what has one
about-follow-up-assign = Give a follow-up to an officer
about-follow-up-start = Say that a follow-up is begun
about-follow-up-done = Say what came of a follow-up
about-follow-up-drop = Say why a follow-up will not be done
about-follow-up-due = Show what is still to be done, what is due first first, and count it
about-household-brief = Show before a visit what a household asked for, was promised and got
about-request = What residents ask for under the law on personal data, and its clock
about-request-answer = Answer a request of a resident
about-file = Gather all that is held on a household, or on a person by name, as a page that prints; needs --why
about-settle = Settle a conflict: take one of the values, write another, or leave it for later
about-import = Import registers from JSON Lines files
about-export = Export one kind of record as JSON Lines, CSV or GeoJSON
about-rebuild = Rebuild the lookup tables from the records
about-help = Show the help of a command

about-list = List { $many }
about-show = Show { $one }
about-new = Record a new { $one }
about-edit = Edit { $one }; only what you name changes
about-submit = Submit { $one } for review
about-move = Move { $one } to another area, with its history and what belongs to it

one-visit = visit
many-visit = visits, newest first
one-household = household
many-household = households
one-establishment = establishment
many-establishment = establishments
one-group = group
many-group = groups
one-meeting = meeting
many-meeting = meetings, newest first
one-follow-up = follow-up
many-follow-up = follow-ups, soonest due first
one-model = model
many-model = models
one-assessment = assessment
many-assessment = assessments, newest period first
one-survey = baseline survey
many-survey = baseline surveys, newest period first
one-training = training
many-training = trainings, newest first
one-material = material
many-material = materials
one-request = request of a resident
many-request = requests of residents, the one due first first
one-hand-out = hand-out
many-hand-out = hand-outs, newest first
one-area = area
many-area = areas
one-officer = officer
many-officer = officers

examples-sotay =
    sotay init --relay https://relay.example --unit "Ward 5 police" --officer "Lê Văn Bình" --area "Neighbourhood 1"
    sotay visit new --household H-0012 --purpose listen --fact "A relative has come to stay"
    sotay search nguyen thi hoa
    sotay sync
examples-sotay-init =
    sotay init --relay https://relay.example --unit "Ward 5 police" --officer "Lê Văn Bình" --area "Neighbourhood 1" --area "Neighbourhood 2"
examples-sotay-invite =
    sotay invite --role officer --officer "Trần Thị Mai" --area "Neighbourhood 1"
examples-sotay-import =
    sotay import areas.jsonl households.jsonl
    cat register.jsonl | sotay import --kind households -
examples-sotay-export =
    sotay export households --format csv --out households.csv
examples-sotay-visit-new =
    sotay visit new --household H-0012 --purpose listen support --met "Mrs Hoa" --need "A new identity card" --at "14:30"
examples-sotay-visit-list =
    sotay visit list --area "Neighbourhood 1" --from 2026-11-01 --until 2026-11-30
examples-sotay-household-edit =
    sotay household edit H-0012 --phone "0912 345 678"
    sotay household edit H-0012 --clear note
examples-sotay-history =
    sotay history H-0012

## General options

arg-home = The notebook's folder (or SOTAY_HOME)
arg-json = Print JSON for programs
arg-lang = Language: vi or en (or SOTAY_LANG)
arg-relay-cert = PEM certificate of the relay, for one the unit made itself (or SOTAY_RELAY_CERT)
arg-help = Show help
arg-version = Show the version

## Arguments of commands

arg-init-relay = Address of the unit's relay, such as https://relay.example
arg-init-unit = Name of the unit
arg-init-officer = Name of the officer who founds it
arg-init-area = Name of an area (hamlet, neighbourhood); may be given more than once
arg-join-code = The invite code, or the text read from the QR picture
arg-invite-role = Role: officer, supervisor, commander, administrator, auditor
arg-invite-officer = Name of the officer who is invited
arg-invite-area = An area to work in; may be given more than once; without it, all areas
arg-sync-relay = The same relay at another address, on the station's own network say
arg-search-text = The words to look for
arg-search-limit = At most so many results (20 unless said)
arg-history-id = A record's id, the beginning of one, a household's code or a name
arg-import-file = Files with a record a line; the name tells the kind; - is standard input
arg-import-skip-bad = Leave out bad lines, take the rest and list what was left
arg-import-kind = The kind of records, where the file's name does not tell
arg-export-kind = Kind of records: areas, officers, households, establishments, groups, visits, meetings, follow-ups, models, assessments, surveys, trainings, materials, hand-outs, requests
arg-export-format = Format: jsonl, csv or geojson (jsonl unless said)
arg-export-out = Write to this file instead of the screen
arg-export-with-sensitive = Include what was heard in confidence; needs --why
arg-help-command = The command to explain, such as: visit new
arg-id = A record's id, the beginning of one (4 characters or more), or its name
arg-household-id = A household's code, its id or the beginning of its id
arg-list-area = Only this area
arg-list-household = Only this household's
arg-list-establishment = Only this establishment's
arg-list-group = Only this group's
arg-list-material = Only of this material
arg-list-visit = Only from this visit
arg-list-officer = Only this officer's
arg-list-status = Only those in this status
arg-list-from = From this day on, such as 2026-11-01
arg-list-until = Until the end of this day, such as 2026-11-30
arg-list-text = Only records with these words, with or without diacritics
arg-list-all = Those too that follow another record of the same
arg-show-alone = Only this record, without those that are linked with it
arg-list-limit = At most so many rows (50 on a terminal unless said)
arg-list-offset = Leave out so many rows first
arg-list-kind = Only records of this kind
arg-conflicts-all = Those too that were postponed on this device
arg-review-all = All that wait, as the list narrows them
arg-review-visit = The visits
arg-review-yes = Do not ask
arg-review-note = What the officer reads: what to correct
arg-review-officer = Only visits of this officer
arg-review-from = Only visits made from this day on
arg-review-until = Only visits made up to this day
arg-review-times-officer = Only visits of this officer
arg-review-times-from = Only what was reviewed or corrected from this day on
arg-review-times-until = Only what was reviewed or corrected up to this day
arg-follow-up-visit = The visit
arg-follow-up-need = This need of the visit, by number
arg-follow-up-statement = This statement of the visit, by number
arg-follow-up-all = Every need of the visit
arg-follow-up-assignee = Who has to do it; whose visit it was where nobody is named
arg-follow-up-unassigned = Nobody yet
arg-follow-up-due = The day on which it is due
arg-follow-up-officer = Who has to do it
arg-follow-up-outcome = What came of it
arg-follow-up-reason = Why it will not be done
arg-follow-up-due-overdue = Only what was due before today
arg-follow-up-due-within = Only what is due today or in so many days
arg-follow-up-due-undated = Only what has no day
arg-follow-up-due-unassigned = Only what nobody has to do
arg-follow-up-due-officer = Only what this officer has to do
arg-follow-up-due-from = Only what is due from this day on
arg-follow-up-due-until = Only what is due up to this day
arg-request-all = Those too that were answered or refused
arg-request-officer = Only those that this officer took
arg-request-from = Only those that came from this day on
arg-request-until = Only those that came up to this day
arg-request-outcome = What is answered
arg-request-linked = Restrict the households that are linked with it too
request-leaves-linked = The linked household { $id } ({ $title }) is not restricted. If it is the same one, take down another request and answer it with --linked.
arg-request-refused = It is refused
arg-file-who = A household's id or code, or a person's name
arg-file-person = It is a person's name, also where a household goes by it
arg-file-out = Writes the page into this file
arg-settle-record = The record that has the conflict
arg-settle-field = The field in conflict, as the conflicts command names it
arg-settle-take = Takes this value of those that the conflicts command numbers
arg-settle-value = Writes another value in the place of all
arg-settle-postpone = Leaves it for so many days on this device, or until another value comes
arg-new-set = Set any field by its name in interchange files; lists as JSON
arg-edit-set = Replace any field by its name in interchange files; lists as JSON
arg-edit-remove = Take an item out of a list, such as purposes=support
arg-edit-clear = Empty a field

help-choices = { $label }: { $choices }
help-date = { $label }, such as 2026-01-31
help-period = { $label }: a year, quarter, month or week, such as 2026, 2026-Q3, 2026-11, 2026-W47
help-counts = { $label }, such as households=130
help-instant = { $label }, such as 14:30 or "2026-01-31 14:30"; without it, now
help-reference = { $label } (id, code or name)
help-statement = Record one { $label }; may be given more than once
help-sensitive = Mark the statements of this command as heard in confidence (health, family matters)
help-again = ; may be given more than once
help-required = {" "}(required)

## Wrong use

usage-unknown-option = There is no option { $given }.
usage-unexpected = “{ $given }” is not understood here.
usage-unknown-command = There is no command “{ $given }”.
usage-perhaps = Did you mean { $suggested }?
usage-value-missing = { $arg } needs a value.
usage-value = { $arg } does not take “{ $value }”.
usage-value-of = { $arg } does not take “{ $value }”, only: { $valid }.
usage-missing = Missing: { $args }.
usage-missing-command = Missing: the name of a command.
usage-twice = { $arg } may be given only once.
usage-conflict = { $arg } cannot be used with { $other }.
usage-number-of-values = The number of values after { $arg } is wrong.
usage-invalid-utf8 = Something in the command is not UTF-8.
usage-other = The command is not understood.
usage-see-help = For help: { $path } --help

## PIN

pin-ask = PIN:
pin-choose = Choose a PIN (6 characters or more; without it nobody can open the notebook):
pin-again = The PIN again:

## Errors of this program alone

error-time-malformed = “{ $text }” is not a day or time. Write it like 2026-01-31, 14:30 or "2026-01-31 14:30".
error-relay-address-bad = “{ $text }” is not the address of a relay. Write it like https://relay.example or http://192.168.1.10:8080.
error-relay-cert-unreadable = The certificate in { $file } could not be read ({ $reason }). It has to be in PEM form.
error-system-certs-missing = This machine has no root certificates, so the relay cannot be checked. Install the package ca-certificates, or name --relay-cert.
error-network-unusable = This machine could not open a connection ({ $reason }). What was recorded is still here.
error-assignment-malformed = “{ $text }” has no equals sign. Write FIELD=VALUE, such as note="Beware of the dog".
error-field-unknown = This kind of record has no field “{ $text }” to edit. --help lists them.
error-log-faulty = Not every log is as its device signed it: what is wrong stands above by line. Keep a copy of what you see, and ask the officers of those devices.
error-nothing-to-edit = Nothing to change was named. --help lists what can be edited.
error-pin-missing = The notebook needs its PIN and there is nobody to ask. Set the environment variable SOTAY_PIN.
error-pin-differs = The two PINs were not the same; nothing was set up. Please try again.
error-pin-unreadable = The PIN could not be read from the terminal ({ $reason }). You can set the environment variable SOTAY_PIN.
error-home-unknown = It is not known where the notebook is. Name it with --home DIR or set SOTAY_HOME.
error-file-unusable = The file { $file } cannot be used ({ $reason }). Choose another place.
reason-network = Technical detail: { $reason }
reason-certificate = The relay's certificate is not trusted ({ $reason }). If the unit made its own, name its file with --relay-cert.
error-output-unwritable = The result could not be printed ({ $reason }).

## Tables

column-id = Id
column-safe = Kept
column-moved = Moved
column-kind = Kind
column-title = Name
column-more = More
column-at = At
column-device = Device
column-officer = Officer
column-roles = Roles
column-since = Since
column-created = New
column-changed = Changed
column-waits = Waits
column-whom = With
column-area = Area
column-needs = Needs
column-measure = From → to
column-median = Median
column-longest = Longest
column-due = Due
column-what = What
column-assignee = Who
column-state = State
column-left = Left
column-household = Household
column-person = Who asks
column-unchanged = Unchanged

safe-brief = safe
safe-on-relay = safe on relay
safe-on-device = unsent
someone = somebody not known here
statement = [{ $label }] { $text }
statement-from = [{ $label }] { $text } (source: { $source })
statement-sensitive = { $label }, in confidence

list-nothing = No such records.
list-page = { $first }–{ $last } of { $total }
list-more = { $first }–{ $last } of { $total }; more with --offset { $last }
new-done = Recorded.
edit-done = Changed.
move-done = Moved “{ $title }” to { $area }, with { $count } records that belong to it. Officers there see it after the next sync.
move-nothing = “{ $title }” is in { $area } already.
moved-to = It is in { $area } now. This device keeps only what was written before it moved.
edit-nothing = Nothing changed: the record is like that already.
submit-done = Submitted; supervisors see it after the next sync.
submit-already = This visit was submitted before.

search-nothing = Nothing found. Try fewer words, or leave out the diacritics.
history-first = { $at } · { $officer } · recorded
history-line = { $at } · { $officer }
history-changed = { $before } → { $after }
history-cleared = { $before } → (emptied)
history-does-not-count = { $change } (does not count: the writer had no authority)
history-withheld = { $change } (partly in confidence; say why (--why) to see)

conflict-here = ⚠ A conflict: different values were written, all are kept:
conflict-value = { $value } — { $officer }, { $at }
unauthorised-value = ⊘ does not count: { $value } — written by { $officer }, { $at }; it counts only from: { $roles }
unauthorised-value-of-unit = ⊘ does not count: { $value } — written by { $officer }, { $at }; it counts only from { $unit }
unauthorised-unit-above = the unit above
unauthorised-unit-below = the unit below
unauthorised-unit-asking = the unit that asks
unauthorised-unit-asked = the unit that was asked
unauthorised-cleared = (emptied)
withheld = ⊝ { $count } heard in confidence; say why (--why) to see
withheld-value = (in confidence)
conflict-heading = { $kind } { $title } · { $field } ({ $id })
conflicts-none = There are no conflicts.
conflicts-how = Settle one with: sotay settle ID FIELD --take NUMBER, --value VALUE or --postpone DAYS
conflicts-postponed = { $count } more are postponed; see them with --all.
conflict-before = before: { $value }
conflict-postponed-until = postponed until { $at }
review-none = No visit waits for its review.
review-how = Accept with: sotay review accept ID…, or return with: sotay review return ID… --note TEXT
review-asks = { $count } visits will be accepted as they are.
review-accepted =
    { $count ->
        [one] { $count } visit is reviewed.
       *[other] { $count } visits are reviewed.
    }
review-returned =
    { $count ->
        [one] { $count } visit goes back to its officer, who sees why with the next sync.
       *[other] { $count } visits go back to their officers, who see why with the next sync.
    }
review-changed = Somebody changed these meanwhile, so nothing was said of them; look again: { $ids }
review-not-waiting = These do not wait for a review: { $ids }
review-again = { $time } (edited since its review)
review-reopened-at = Edited at { $at }, which no review has seen: it waits for its review again
review-times-total = All
measure-answer = submitted → answered
measure-correction = returned → corrected
measure-whole = submitted → reviewed
duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $count } days
follow-up-made =
    { $count ->
        [one] { $count } follow-up was made.
       *[other] { $count } follow-ups were made.
    }
follow-up-existing = { $count } were there already and are left as they are.
follow-up-no-offers = No need and no statement was recorded at this visit.
follow-up-none-yet = no follow-up yet
follow-up-nobody = nobody yet
follow-up-undated = no day
follow-up-overdue = { $day }, overdue
follow-up-counts = To be done: { $open }. Overdue: { $overdue }, due soon: { $soon }, with nobody: { $unassigned }.
brief-heading = Before the visit: { $title }
brief-visited = Last visit
brief-last =
    { $count ->
        [one] { $at }, { $officer } ({ $count } visit)
       *[other] { $at }, { $officer } ({ $count } visits)
    }
brief-never = not visited yet
brief-next = Next visit due
brief-standing = Always needs
brief-asked = Asked for, no follow-up
brief-promised = Promised
brief-referred = Referred to
brief-no-answer = no answer yet
brief-settled = Got
request-none = No request waits for an answer.
request-overdue = overdue
request-today = today
request-left =
    { $count ->
        [one] { $count } working day
       *[other] { $count } working days
    }
request-answered = Answered.
request-answered-before = This request was answered before; nothing was changed.
file-title = All that is held
file-heading = All that is held on { $title }
file-made = Made on { $at } by { $officer }. Reason: { $why }
file-rights = Whoever is recorded here may ask to have it corrected, not used, or erased, and is answered within two working days (Law 91/2025/QH15, Decree 356/2025/ND-CP). What a name finds may be of a namesake.
file-groups = Member of: { $groups }
file-restricted = Its use is restricted: it is kept, and shown in no list.
file-recorded = Recorded by { $officer }, { $at }
file-changed = Changed by { $officer }, { $at }: { $fields }
file-done =
    { $count ->
        [one] The page holds { $count } record.
       *[other] The page holds { $count } records.
    }
settle-done = { $field }: { $value } holds now. Other devices learn of it when they sync.
settle-postponed = { $field }: postponed until { $at }.

check-space = { $place }: { $documents } records, { $changes } changes in { $packs } packs; compared { $compared } times with other devices, { $skipped } times passed over because the two did not know the same
check-agrees = All records are as the packs say that were received, and no device says otherwise.
check-difference = This device received the same packs and made something else of them: { $here } records here ({ $changes-here } changes), { $there } there ({ $changes-there } changes). The records here are as the packs say.
check-difference-todo = Sync, and let the other device sync: whichever lacks something takes it from its own packs again. If this stays, update the program on both.
check-lost = There were { $here } records here ({ $changes-here } changes), and the packs that were received hold { $there } ({ $changes-there } changes). What was missing was taken from the packs again.
check-healed = It agrees again since { $at }; nothing has to be done.
suspicions-none = Nothing looks wrong.
suspicion-healed = It came right on { $at }; nothing has to be done.
suspicion-in-unit = the unit
suspicion-in-area = an area
suspicion-in-liaison = a liaison with another unit
suspicion-in-audit = the consultation log
suspicion-pack = pack { $number }
suspicion-packs = packs { $number } to { $last }
suspicion-merged = a merged pack
suspicion-entry = entry { $number } of the list of members
suspicion-unsigned = A pack came without the right signature of the device that it names: it was changed on its way, or made up. Nothing of it is believed.
suspicion-unsigned-todo = Sync again; it is asked for once more. If this stays, try another network and tell the administrator of the relay.
suspicion-unreadable = A pack is signed rightly, but it cannot be opened or read here.
suspicion-unreadable-todo = Update the program and sync again. If this stays, tell your unit's administrator.
suspicion-forged = A pack puts words into a colleague's mouth, or changes them. Nothing of it is believed.
suspicion-forged-todo = Speak to the officer of this device. If somebody else may be using it, end its access with sotay revoke.
suspicion-incomplete = A pack that was merged from others does not hold all that they said. Nothing of it is believed.
suspicion-incomplete-todo = Sync again: the packs as their authors brought them are asked for. If this stays, import a courier file from whoever has them, and tell your commander.
suspicion-forked = This device sent two different packs under one number: it was put back to an old copy, or somebody else uses its keys. What both say counts; where they differ, it is in conflict.
suspicion-forked-todo = Ask the officer whether the device was restored from a copy. If not, end its access with sotay revoke.
suspicion-broken-chain = A pack does not follow the pack before it of the same device. What it says counts all the same.
suspicion-broken-chain-todo = Ask the officer whether the device was restored from a copy. If not, end its access with sotay revoke.
suspicion-withheld = The relay has this, as it says itself, and left it out when it answered.
suspicion-withheld-todo = Sync again; it is asked for once more. If this stays, import a courier file from a colleague, and tell the administrator of the relay.
suspicion-unkept = The relay signed that it keeps this pack, and does not have it any more.
suspicion-unkept-todo = Sync again: this device gives it back. Tell the administrator of the relay.
suspicion-missing = Later packs of this device show that there was one before, but neither the relay nor this device has it.
suspicion-missing-todo = Ask this device's officer to sync, or import a courier file from whoever has it.
suspicion-ledger-forked = There are two different histories of who is a member, both signed by members, as after the relay was put back to an old copy. The relay's counts; what the other decided is decided again by itself, as far as its signers still may.
suspicion-ledger-forked-todo = Sync, and let your unit's administrators sync. If this stays, compare sotay devices with a colleague and decide again what is missing.
suspicion-ledger-refused = An entry about members does not follow from those before, or was not signed by who may. It is not believed.
suspicion-ledger-refused-todo = Sync again. If this stays, try another network and tell the administrator of the relay.

status-last-sync = Last sync: { $at }
status-never = never
status-unsent =
    { $count ->
        [0] Every record is safe on the relay.
        [one] { $count } record is unsent; it stays on this device until the next sync.
       *[other] { $count } records are unsent; they stay on this device until the next sync.
    }
status-kept-back =
    { $count ->
        [one] { $count } record cannot be sent: your role was changed and may only read there. It stays on this device, unsent, until you may write there again; please tell an administrator of your unit.
       *[other] { $count } records cannot be sent: your role was changed and may only read there. They stay on this device, unsent, until you may write there again; please tell an administrator of your unit.
    }
status-by-hand =
    { $count ->
        [one] One record came in a courier file and is not on the relay yet; the next sync brings it.
       *[other] { $count } records came in courier files and are not on the relay yet; the next sync brings them.
    }
status-conflicts =
    { $count ->
        [0] There are no conflicts.
        [one] { $count } conflict waits for a person: sotay conflicts
       *[other] { $count } conflicts wait for a person: sotay conflicts
    }
status-late =
    { $count ->
        [one] One pack came after its author's access had ended and waits for your verdict: sotay escrow list
       *[other] { $count } packs came after their authors' access had ended and wait for your verdict: sotay escrow list
    }
status-returned =
    { $count ->
        [one] { $count } visit was returned to you to be corrected: sotay visit list --status returned
       *[other] { $count } visits were returned to you to be corrected: sotay visit list --status returned
    }
status-to-review =
    { $count ->
        [one] { $count } visit waits for your review: sotay review
       *[other] { $count } visits wait for your review: sotay review
    }
status-requests =
    { $count ->
        [one] { $count } request of a resident waits for an answer: sotay request list
       *[other] { $count } requests of residents wait for an answer: sotay request list
    }
status-requests-overdue =
    { $count ->
        [one] { $count } of them is late.
       *[other] { $count } of them are late.
    }
status-unsent-ledger = { $count } changes of membership (invites…) have not reached the relay; they take effect with the next sync.
status-suspicions =
    { $count ->
        [one] { $count } thing looks wrong: sotay suspicions
       *[other] { $count } things look wrong: sotay suspicions
    }
status-differences =
    { $count ->
        [one] Records differ from those of another device in { $count } place: sotay check
       *[other] Records differ from those of other devices in { $count } places: sotay check
    }
status-expiring =
    { $count ->
        [one] { $count } record gets too old for the unit's policy within 30 days and is erased then: sotay retention shows what is due today
       *[other] { $count } records get too old for the unit's policy within 30 days and are erased then: sotay retention shows what is due today
    }
status-clock-slow = This device's clock is { $minutes } minutes slow by the relay's; please set it.
status-clock-fast = This device's clock is { $minutes } minutes fast by the relay's; please set it.

## The relay

sync-connecting = Connecting to the relay…
sync-progress = Sent { $pushed }, { $waiting } to go · Received { $pulled }, { $to_pull } to go · { $documents } records · ↑ { $up } ↓ { $down }
sync-done = Synced. Packs sent: { $pushed }, received: { $pulled }; records changed: { $documents } (↑ { $up } ↓ { $down }, requests: { $requests }, { $seconds } s).
sync-all-safe = Every record is safe on the relay.
sync-unsent = { $unsent } records are still unsent; please sync again.
sync-kept-back = { $kept } records cannot be sent: your role was changed and may only read there. They stay on this device until you may write there again; please tell an administrator of your unit.
sync-erased =
    { $erased ->
        [one] { $erased } record was too old for the unit's policy and has been erased, here and on every device: sotay erasures
       *[other] { $erased } records were too old for the unit's policy and have been erased, here and on every device: sotay erasures
    }
sync-newer = In { $newer } areas something arrived that a newer program wrote. Please update the program and sync again; nothing is lost, and what you record is still sent.

## The unit

init-done = The unit is founded.
init-offline = The relay could not be reached. The notebook works already; when there is a network, run: sotay sync. Others can be invited after that.
join-done = This device belongs to the unit now.
me-unit = Unit
me-officer = Officer
me-roles = Roles
me-areas = Areas
me-device = Device
me-relay = Relay
invite-done = Invite code for { $officer }:
invite-expires = Works once, until { $at }.
invite-how = On the new device: sotay join CODE. Whoever has the code can read the notebook, so hand it over in person.
invite-offline = The relay could not be reached: the code becomes valid once this device has synced (sotay sync).
device-this = { $device } (this one)
device-ended = { $device } (access ended)
device-invited = (invited)
invite-until = code valid until { $at }

## Files

import-working = Importing
import-left =
    { $count ->
        [one] { $count } bad line was left out:
       *[other] { $count } bad lines were left out:
    }
export-done = Exported { $count } records ({ $kind }) to { $file }.
rebuild-working = Rebuilding
rebuild-done = Rebuilt the lookup tables from { $count } records.

# Courier files
about-courier = Exchange by files that travel by hand (.sotay) where there is no network
about-courier-export = Write to a file what another device or the relay still lacks
about-courier-import = Take one or more courier files
about-courier-status = Show what is carried for other units
about-courier-drop = Drop what is carried for other units
arg-courier-file = .sotay file
arg-courier-unsent = Only what the relay has not confirmed
arg-courier-answering = Leave out what the other side has, as its file tells (may be repeated)
arg-courier-max-size = Split into files of at most this many megabytes
value-megabytes = MB
examples-sotay-courier-export =
    sotay courier export hoa-binh.sotay
    sotay courier export answer.sotay --answering hoa-binh.sotay
    sotay courier export to-station.sotay --unsent --max-size 10
courier-working = Taking the courier file
courier-exported = Wrote { $packs } packs ({ $bytes }) to { $files }. What is in the file is sealed; anybody may carry it.
courier-imported = { $file }: { $packs } new packs, { $records } records changed, { $known } packs known already, { $acknowledged } packs confirmed by the relay.
courier-carries = This device now carries { $carried } more items for others; the next file it writes brings them along.
courier-newer = { $newer } items were written by a newer program and were not taken in. Please update the program and import the file again.
courier-set-aside = { $aside } packs could not be verified and were set aside, not taken in. Please tell the administrator.
courier-waits = An earlier file is missing. Take that one, then this one again.
courier-cut = The file was cut short; what is whole in it was taken. Copy it again and take it again, nothing is taken twice.
courier-more = Another file of this set follows.
courier-cargo = Carrying { $carried } items ({ $bytes }) for other units.
courier-dropped = Dropped { $carried } carried items.

# What came after access had ended
about-escrow = What came from a device after its access had ended: read it, accept it or reject it
about-escrow-list = Show what waits for a verdict, and what was decided
about-escrow-show = Read all that one pack says
about-escrow-accept = Accept a pack, or some of its records; the author stays
about-escrow-reject = Reject a pack; it stays readable as rejected
about-escrow-own = Show what became of this device's own late work
arg-escrow-pack = The pack's name, as in `escrow list`
arg-escrow-only = Only this record of the pack, the rest is rejected; can be given more than once
value-pack = PACK
examples-sotay-escrow =
    sotay escrow list
    sotay escrow show 3f9a12c4-77ab-4
    sotay escrow accept 3f9a12c4-77ab-4 --only 5c1e
column-pack = Pack
column-records = Records
column-verdict = Verdict
verdict-waits = waits
verdict-accepted = accepted
verdict-accepted-in-part = accepted in part
verdict-rejected = rejected
escrow-none = Nothing came from a device whose access has ended.
escrow-how = Read one: sotay escrow show PACK
escrow-heading = Pack { $pack } from { $officer }, { $place }
escrow-next = Decide: sotay escrow accept { $pack } (with --only ID for some of it), or sotay escrow reject { $pack }
escrow-counts = Accepted
escrow-does-not-count = Rejected
escrow-upon = Written after it in the other area; it counts if this is accepted:
escrow-accepted-done = Accepted. The author stays as it was.
escrow-accepted-only-done = The records named are accepted, the rest of the pack is rejected. The author stays as it was.
escrow-rejected-done = Rejected. It stays readable in this list.
escrow-own-none = This device has no late work.
status-access-ended = This device's access has ended, and the unit's records are gone from it. What it sent too late: sotay escrow own
device-paper = { $device } recovery code (paper)

# Who is where in the unit
about-revoke = End the access of a device or of an officer
about-role = Change an officer's role
about-reassign = Take an officer to another area, or add or take away one
about-recovery = The unit's recovery code (printed, locked away)
about-recovery-new = Make a new recovery code; the old one ends
about-recover = Restore administration on this device by the recovery code
arg-revoke-who = The device's id (or its beginning), or the officer's name
arg-yes = Do it without asking
arg-role-officer = The officer's name or id
arg-role-role = The new role, one or more
arg-reassign-officer = The officer's name or id
arg-reassign-from = The old area
arg-reassign-to = The new area
arg-move-to = The area to move to
arg-recover-code = The recovery code, beginning with SOTAYR1-
value-device-or-officer = DEVICE|OFFICER
examples-sotay-revoke =
    sotay revoke "Lê Thị Cúc"
    sotay revoke 3f9a12
examples-sotay-reassign =
    sotay reassign "Lê Thị Cúc" --from "Tổ 1" --to "Tổ 4"
column-space = Where
column-change = Change
space-unit = The whole unit
space-liaison = Liaison with another unit
space-audit = Consultation log
space-area = Area
change-joins = joins: { $roles }
change-becomes = role: { $roles }
change-leaves = access ends
confirm-how = [y/N]
confirm-yes = y
confirm-no = Nothing was done.
confirm-needs-yes = This needs to be confirmed: add --yes.
revoke-asks = End the access as shown? What the device has not sent will wait for a supervisor's verdict.
revoke-done = Access has ended, and those who stay have a new key.
role-asks = Change the role as shown?
role-done = The role is changed.
reassign-asks = Reassign as shown?
reassign-done = The officer is reassigned.
reassign-nowhere = Say which area: --from, --to or both.
membership-offline = The relay cannot be reached; the change takes effect with the next sync.
recovery-replaces = The unit has a recovery code; it will end. Make a new one?
recovery-keep = The unit's recovery code, shown only once. Print it or write it down, lock it away and do not keep it on a machine; whoever has it has all rights of administration:
recover-waits = The recovery code is taken, but the relay was not met. Administration is restored with the first sync: sotay sync
recover-done = Administration is restored. Next: invite a new device for the administrator, revoke the lost one, then make a new recovery code with `sotay recovery new`.

## Looking after the unit

value-retention = KIND=DAYS

about-policy = Show or set what holds for all devices of the unit: the lease, the lock, how long records are kept
about-audit = Consultation logs: who looked at what, when and why
about-audit-log = Read the consultation logs that this device may read
about-audit-verify = Check every consultation log for gaps, edits and forks
about-unlock-code = Show the code that unlocks an officer's device
about-unlock = Open a locked device with an unlock code, and choose a new PIN

arg-policy-lease-days = For how many days a device works without meeting the relay (0: without end)
arg-policy-wrong-pins = After how many wrong PINs a device asks for an unlock code (0: never)
arg-policy-retain = For how many days visits, meetings, follow-ups or referrals are kept (0: for good); may be given more than once
arg-audit-device = Only this device's (its id or the beginning of it)
arg-audit-officer = Only this officer's devices
arg-audit-subject = Only lines about this record (id, code or name)
arg-audit-since = Only lines from this day on
arg-audit-limit = At most so many lines (50 on a terminal unless said)
arg-audit-offset = Leave out so many lines first
arg-handout-device = The device (its id or the beginning of it), or the officer's name
arg-unlock-code = The unlock code, from SOTAYU1- on
arg-why = Why records are looked at; stands in the consultation log (200 characters at most)

column-act = What
column-subject = About
column-count = Number
column-why = Why

act-open = opened
act-search = searched
act-list = listed
act-export = exported
act-print = printed
act-merge = linked
act-erase = erased
act-erased-here = erased here
act-unlock = unlocked
act-unlock-code = unlock code read out
act-wrong-pins = wrong PINs
act-audit = read the log
act-compare = compared for duplicates
act-separate = separated linked records
act-unknown = an act of a newer version

audit-nothing = There are no such lines.
audit-shown = { $shown } of { $total } lines.
audit-sound = { $device } { $officer }: lines: { $count }, all in order; the last one of { $last }.
audit-nobody = (no officer's)
audit-silent = { $device } { $officer }: no lines here yet.
audit-faulty = { $device } { $officer }: { $count } lines, and something is wrong.
audit-forked = { $device } { $officer }: { $count } lines, in several branches.
audit-branch = A branch from line { $first } to line { $last }, written from { $began } to { $ended }.
audit-fault-gap = From line { $line } on lines are missing.
audit-fault-edited = Line { $line } was changed: it does not fit what the device signed.
audit-fault-fork = There are two lines { $line }: the log forks here, as when a phone is copied or restored from a copy. All branches are kept.
audit-fault-tail-missing = Line { $line } and what followed was signed by the device and is not here.
audit-fault-unsigned = Line { $line } is in no pack that the device signed.

policy-lease = Works without the relay for
policy-pins = Locks after wrong PINs
policy-kept = { $kind }: kept for
policy-days = { $count } days
policy-tries = { $count }
policy-none = without limit
policy-no-norm = not set
policy-offline = The relay could not be reached. The policy is kept and goes out with the next sync.
policy-retain-wrong = “{ $text }” is not a kind and a number of days. Write KIND=DAYS, such as visits=1825.
policy-goes = Under this policy these are too old, and go with the next sync, here, on the relay and on every device:
policy-goes-elsewhere = This device is not in every area: in the others more may go, which cannot be counted here.
policy-asks = Set it? What is erased cannot be brought back by anybody.
column-oldest = The oldest

unlock-code-of = The unlock code of { $officer }'s device { $device }:
unlock-code-how = Make sure whom you are talking to, then read it out. On the device: sotay unlock CODE. It works once.
unlock-done = Unlocked. The new PIN holds from now on; sync soon, so that your supervisors get the next code.
status-lease = This device can be used until { $at } without meeting the relay.

# Erasing
about-erase = Erase records for good, on the relay and on every device
about-erasures = What was erased, why, and which devices have let go of it
about-retention = What the unit's policy does not keep any longer
arg-erase-record = The record's id, code or name, one or more; what belongs to it goes too
arg-erase-reason = Why: request (of the person), retention, mistake, or order (of an authority)
arg-retention-apply = Erase it now; otherwise a sync of whoever may erase does
value-reason = REASON
examples-sotay-erase =
    sotay erase HB-014 --reason request
arg-erase-linked = Erase what is linked with them too
erase-leaves-linked = The linked record { $id } ({ $title }) stays; add --linked to erase it along.
erase-asks = Erase all this for good, everywhere? Nobody can bring it back.
erase-done = Erased here and on the relay. Every other device erases it when it syncs: see `sotay erasures`.
erase-offline = The relay cannot be reached; the records are erased with the next sync.
retention-none = Nothing here is older than the policy keeps it.
retention-how = Erase it with `sotay retention --apply`, or leave it to the next sync.
column-when = When
column-by = By
column-relay = Relay deleted
column-devices = Devices
erasures-devices = { $done } of { $all }
erasures-not-known = not known here
escrow-waits-for-others = your own: another supervisor decides
escrow-judged-by-author = by its own author
erasures-waits = not yet: { $officer } ({ $device })
erasures-left = never said: { $officer } ({ $device }), whose access has ended; its copy is gone once it meets the relay
reason-request = request
reason-retention = retention
reason-mistake = mistake
reason-order = order

## Duplicates

about-duplicates = Find records that may be of the same household, establishment or group, and why
arg-duplicates-id = Only records like this one; without it the whole register is looked through
arg-duplicates-kind = The kind of records: household (unless said), establishment or group
arg-duplicates-officer = Only pairs of which this officer made one
arg-duplicates-from = Only pairs whose later record was made from this day on
arg-duplicates-until = Only pairs whose later record was made until the end of this day
examples-sotay-duplicates =
    sotay duplicates --area "Tổ dân phố 1"
    sotay duplicates H-0012

duplicates-none = No records seem to be there twice.
duplicates-hint = This record may be there already; please look:
duplicates-likely = Very likely the same
duplicates-possible = Possibly the same
duplicates-against = What differs: { $reasons }

reason-same-name = same name of the head
reason-same-name-without-marks = same name of the head but for diacritics
reason-name-abbreviated = same name of the head, abbreviated once
reason-name-reordered = same name of the head in another order
reason-name-shortened = names of the heads agree, one leaves something out
reason-name-respelt = family or middle name of the head differs by a letter or mark
reason-name-other-marks = name of the head with other diacritics
reason-name-one-letter = name of the head differs by one letter
reason-name-of-kin = same family and middle name, other given name
reason-other-name = other name of the head
reason-same-title = same name
reason-title-other-form = same name, other words for what it is
reason-title-respelt = name differs by one syllable
reason-title-partial = names agree, one leaves something out
reason-title-other-number = same name, other number
reason-other-title = other name
reason-same-person = same person responsible
reason-same-person-without-marks = same person responsible but for diacritics
reason-person-abbreviated = same person responsible, abbreviated once
reason-person-reordered = same person responsible, name in another order
reason-person-shortened = names of the persons responsible agree, one leaves something out
reason-person-respelt = family or middle name of the person responsible differs by a letter or mark
reason-person-other-marks = name of the person responsible with other diacritics
reason-person-one-letter = name of the person responsible differs by one letter
reason-other-person = other person responsible
reason-same-phone = same phone
reason-phone-one-digit = phone differs by one digit
reason-other-phone = other phone
reason-same-address = same address
reason-address-respelt = same number, street spelt otherwise
reason-address-partial = addresses agree, one leaves something out
reason-same-street = same street, other number
reason-other-address = other address
reason-same-place = { $number } m apart
reason-near = { $number } m apart
reason-around = { $number } m apart
reason-far = { $number } m apart
reason-same-class = same kind
reason-other-class = other kind
reason-common-members = { $number } member households in common
reason-no-common-members = no member households in common
reason-same-area = same area
reason-other-area = other area

## Linking duplicates

about-link = Link the records of one household, establishment or group, of which one leads
arg-link-leading = The record that leads
arg-link-other = The records that follow it
arg-link-plan = Only say what would be linked, and write nothing
about-unlink = Separate a record from the one that leads it; what was written stays where it was written
arg-unlink-record = The record that follows, to be separated
about-unlike = Say that two records look the same and are not, so that they are offered as duplicates no more
arg-unlike-first = One record
arg-unlike-second = The other
arg-unlike-undo = Take it back
examples-sotay-link =
    sotay link H-0012 H-0013
    sotay unlink H-0013
    sotay unlike H-0012 H-0044

linked-record = { $title } ({ $id })
linked-says-the-same = says nothing else than the one that leads
link-done = Linked. { $title } leads. Seen together: visits { $visits }, meetings { $meetings }, follow-ups { $follow-ups }.
link-plan = Nothing was written. { $title } would lead. Seen together would be: visits { $visits }, meetings { $meetings }, follow-ups { $follow-ups }.
link-nothing = These records are linked with { $title } already.
unlink-done = { $title } is separated from { $from }.
unlink-done-elsewhere = { $title } is separated from a record that is not on this device.
unlike-done = Noted: { $first } and { $second } are not the same. They are offered as duplicates no more.
unlike-undone = Taken back: { $first } and { $second } may be offered as duplicates again.
unlike-nothing = Nothing changes about { $first } and { $second }.
linked-heading = Linked records, and what they say otherwise
linked-beyond-elsewhere = This record is linked to a record in another area, which is not on this device.
linked-beyond-erased = The record to which this one was linked has been erased.
follows = → { $title } ({ $id })
show-follows = { $title } ({ $id }) follows { $leading } ({ $leading-id }), which leads and is shown below. By itself: --alone
edit-follows = The change is in { $title } ({ $id }). This record follows { $leading } ({ $leading-id }), which leads.

## Groups, recognitions, trainings, materials

about-groups = How many groups there are, whom they reach, and which of them drift
about-groups-register = Count groups: the unit, its areas, the models in each
about-groups-list = List groups, those that drift where asked for
about-assess = Write down what you found of a group in a period; a second time changes it
about-assessments = See what reviewers said of groups, and where they disagree
about-group-merge = Merge a group into another; both keep their histories
about-model-stop = Stop a model; its groups are dissolved
about-model-merge = Merge a model into another; its groups follow that one
about-survey-submit = Submit a baseline survey to supervisors
about-survey-return = Return a submitted survey to its author, with the reason
about-survey-approve = Approve a submitted survey
about-recognise = Write down that an establishment was recognised for the safety standard in a year, or registered for it
about-recognitions = See which establishments registered for a year, and how many of them were recognised
about-trainings = Sum up trainings: topics, and who attended
about-materials = Sum up materials: copies printed, and handed out by whom

arg-groups-officer = Only of the areas of this officer
arg-groups-from = Count meetings from this day
arg-groups-until = Count meetings until the end of this day
arg-groups-model = Only of this model: its code or name
arg-groups-status = Only in this state: active, weak, merged or dissolved
arg-groups-no-meeting = Only groups that have not met for so many days
arg-groups-fewer-than = Only groups with fewer member households
arg-groups-unassessed = Only groups that nobody assessed in this period
arg-group-into = The group that leads from then on
arg-model-id = The model: its code, its name or the beginning of its id
arg-model-into = The model into which it is merged: its code, its name or the beginning of its id
arg-survey-note = What the author is told
arg-assess-group = The group: its name or the beginning of its id
arg-assess-period = The period, such as 2026, 2026-Q3, 2026-11
arg-assess-criterion = Points of 100 for a criterion, such as "regular meetings=90"; can be given several times
arg-assess-result = The result: excellent, good, fair or weak
arg-recommend = What is recommended: keep, strengthen, merge, dissolve or commend
arg-assess-note = Why
arg-assessments-officer = Only groups that this officer assessed
arg-assessments-from = Only periods that begin from this day
arg-assessments-until = Only periods that begin until this day
arg-assessments-period = Only this period
arg-assessments-group = Only this group, and those merged into it
arg-assessments-recommend = Only groups for which somebody recommends this: keep, strengthen, merge, dissolve or commend
arg-assessments-disagreeing = Only groups of which reviewers think differently
arg-recognise-establishment = The establishment: its name or the beginning of its id
arg-year = The year
arg-recognise-registered = It registered; without this, it was recognised
arg-recognitions-officer = Only of the areas of this officer
arg-recognitions-waiting = Only those that are not recognised yet
arg-trainings-officer = Only trainings that this officer attended
arg-materials-officer = Only what this officer handed out
arg-materials-area = Only what was handed out in this area

column-model = Model
column-groups = Groups
column-group = Group
column-active = Active
column-weak = Weak
column-merged = Merged
column-dissolved = Dissolved
column-member-households = Member households
column-households = Households
column-share = Share
column-meetings = Meetings
column-last-meeting = Last meeting
column-period = Period
column-reviewer = Reviewer
column-result = Result
column-recommendation = Recommendation
column-agreement = Reviewers
column-establishment = Establishment
column-stage = Stage
column-topic = Topic
column-trainings = Trainings
column-officers = Officers
column-material = Material
column-printed = Printed
column-handed-out = Handed out

all-areas = All areas
all-models = All models
model-none = (no model)
never-met = never
groups-covered = { $groups } groups at work reach { $covered } of { $households } households.
reviewers-agree = agree
reviewers-disagree = disagree
assess-done = Written down.
group-merge-plan = “{ $name }” will be merged into “{ $into }”: { $count } households join that, and meetings of both are seen together from then on.
group-merge-asks = Merge as shown?
group-merge-done = Merged.
model-stop-plan = “{ $name }” will be stopped, and { $count } groups that follow it will be dissolved:
model-merge-plan = “{ $name }” will be merged into “{ $into }”, and { $count } groups will follow that:
model-left = { $count } groups are in areas where this device may not write, and stay as they are:
model-end-asks = Do it as shown?
model-end-done = Done.
survey-return-done = Returned; the author sees it after the next sync.
survey-approve-done = Approved.
survey-submit-already = This survey was submitted before.
recognise-done = Written down: { $title }, { $stage } { $year }.
recognise-already = It was written down before: { $title }, { $stage } { $year }.
recognitions-of = { $recognised } of { $registered } establishments that registered for { $year } were recognised.
trainings-of = { $trainings } trainings on { $topics } topics; { $officers } officers attended, and { $others } others.
materials-of = { $printed } copies printed, { $handed_out } handed out.
## Coverage, load, the day's plan, commanders in the areas

about-coverage = Who has not been visited for long: what is overdue, open or standing comes first
about-coverage-due = Whose next visit is due, or will be soon
about-coverage-summary = How it stands with coverage, area by area and officer by officer
arg-coverage-days = Days since the last visit (90 unless said)
arg-due-days = Due within so many days (7 unless said)
arg-sheet-format = Print as a table (unless said) or as csv
examples-sotay-coverage =
    sotay coverage --area "Tổ dân phố 1" --days 60
    sotay coverage due
    sotay coverage summary --format csv

coverage-none = There is no such household.
coverage-last-visit = Last visit
coverage-days = Days
coverage-next-due = Next visit due
coverage-open = Open follow-ups
coverage-first-due = First due
coverage-never = never
coverage-households = Households
coverage-visited = Visited within { $days } days
coverage-share = Share
coverage-never-visited = Never visited
coverage-visits-due = Visits due
coverage-overdue = Overdue
coverage-by-area = By area
coverage-by-officer = By officer
coverage-all = All

about-load = What falls to each officer, against the norm
about-presence = In which weeks a commander was in each area
about-plan = Plan a day's visits: what is urgent first, on a short way, without a network
arg-presence-weeks = So many weeks, this one included (4 unless said)
arg-plan-from = Begin at latitude,longitude (else at the household that needs it most)
arg-plan-count = At most so many households (10 unless said)
arg-policy-norm-households = How many households fall to an officer (0: no norm)
arg-policy-presence-visits = At least so many visits in each area and week
arg-policy-presence-role = Of somebody with this role (commander unless said); may be given more than once
arg-policy-presence-whom = Count visits to household, establishment, group or area only; "" counts all
arg-policy-presence-purpose = Count visits to listen, inform or support only; "" counts all
value-position = LAT,LON
examples-sotay-plan =
    sotay plan --from 21.0285,105.8542 --count 8
examples-sotay-presence =
    sotay presence --weeks 8
    sotay policy --presence-visits 2 --presence-role commander --presence-role supervisor

load-areas = Areas
load-percent = Of the norm
load-establishments = Establishments
load-groups = Groups
load-nobody = no officer
load-none = There is no such officer or area.
load-norm = Norm: { $count } households to an officer.
load-no-norm = There is no norm; a commander sets one: sotay policy --norm-households NUMBER
presence-none = There is no such area.
presence-gaps = Gaps
presence-gap = gap
presence-open = not yet
presence-any = all
presence-rule = Visits in each week at least { $visits }, of: { $roles }. To: { $whom }. Purposes: { $purposes }.
policy-presence = Presence in the areas
plan-none = No household has to be visited.
plan-unplaced = no position
plan-heard = Asked for: { $need }
plan-promise = Promised: { $what }
plan-promise-by = Promised by { $day }: { $what }
plan-end = { $count } of { $total } households to visit, { $distance } of way.

## Spellings of people met

about-spellings = Find people of one household whose name is written in several ways
arg-spellings-household = Only this household and those that are linked with it
arg-spellings-officer = Only people whom this officer met
arg-spellings-from = Only people met from this day on
arg-spellings-until = Only people met until the end of this day
about-respell = Write a person's name in one way in a household and its visits
arg-respell-household = The household
arg-respell-from-name = The spelling that goes, letter by letter
arg-respell-to-name = The spelling that stays
examples-sotay-respell =
    sotay spellings H-0012
    sotay respell H-0012 "nguyen thi hoa" "Nguyễn Thị Hoà"

spellings-none = No name is written in several ways.
spellings-how = To settle on one: sotay respell HOUSEHOLD "THAT GOES" "THAT STAYS"
spelling-pair = { $first } ({ $first-count } records) · { $second } ({ $second-count } records)
spelling-likely = Very likely one person
spelling-possible = Possibly one person
spelling-other-form = marks placed otherwise, capitals, or a form of address
spelling-without-marks = one is without diacritics
spelling-abbreviated = one is abbreviated
spelling-reordered = in another order
spelling-shortened = one leaves something out
spelling-respelt = family or middle name differs by a letter or mark
spelling-other-marks = given name with other diacritics
spelling-one-letter = given name differs by one letter
respell-done = “{ $from }” is now “{ $to }” in { $count } records.
## Between units

about-liaison = Channels to other units: for reports that go up and for referrals
about-liaison-new = Found a channel to another unit and print the code for it
about-liaison-accept = Take up the code of another unit on this notebook
about-liaison-list = Show with which units there is a channel
about-liaison-end = End the channel to a unit
arg-liaison-unit = Name of the other unit
arg-liaison-code = The code that the other unit gave
arg-liaison-name = What to call the other unit here; without it, as it calls itself
arg-liaison-yes = Do not ask
examples-sotay-liaison =
    sotay liaison new "Ward 5 police"
    sotay liaison accept SOTAYL1-…
liaison-new-done = Code for { $unit }:
liaison-how = There, a commander or administrator types: sotay liaison accept CODE. Hand it over in person: whoever has it can take that unit's place.
liaison-accept-done = This unit is linked with { $unit }. The other devices that review here are let in as they sync.
liaison-accept-offline = The relay could not be reached: this unit is linked with { $unit } once this device has synced (sotay sync).
liaison-none = There is no channel to another unit yet.
liaison-end-asks = End this channel? What the leaving devices hold of it is wiped at their next sync.
liaison-end-done = The channel ends with the next sync.
column-unit = Unit
column-side = Channel
column-ours = Our devices
column-theirs = Their devices
side-host = founded by this unit; reports come in
side-guest = founded by the other unit; reports go out
side-outside = not let in yet
about-report = Reports of the unit by week, month, quarter or year
one-report = report
many-report = reports, newest period first
about-report-write = Write the unit's report of a period, or write it anew
about-report-submit = Send a report to the unit above
about-report-units = Put the reports of the units below side by side and add them up
about-report-accept = Accept a report of a unit below
about-report-return = Return a report to a unit below, saying why
arg-report-id = The report: its id or the beginning of it
arg-report-report = The report: its period, or its id
arg-report-period = The period: 2026-W47, 2026-11, 2026-Q4 or 2026
arg-report-count = A count, such as visits=120; may be given more than once
arg-report-text = A paragraph of the narrative; may be given more than once. Names of people do not belong there
arg-report-from-units = Begin with the sums of the units below
arg-report-to = Name of the unit above
arg-return-text = What has to be put right
report-write-done = The report is written ({ $id }). Send it with: sotay report submit PERIOD --to UNIT
report-submit-done = The report is sent; it reaches the unit above with the next sync.
report-accept-done = The report is accepted.
report-return-done = The report is returned.
report-no-units = No unit below is linked with this one. See: sotay liaison new
report-sum = Sum
report-missing = nothing sent
report-altered = somebody here tried to alter it
about-report-print = Print a report: a page for paper, a CSV table or JSON
arg-report-manual = Count nothing from the registers; take only what --count (and --from-units) gives
arg-report-format = html (a page for paper, unless said), csv or json
arg-report-out = Write to this file instead of the screen
report-print-title = Report
report-print-heading = { $unit }: report of { $period }
report-print-days = From { $from } until the end of { $until }.
report-print-status = Status: { $status }.
report-print-done = Written to { $file }.
report-part-coverage = Visits and coverage
report-part-needs = Needs and follow-ups
report-part-load = Load of officers
report-part-groups = Models, groups, clubs
report-part-presence = Presence of commanders
report-part-recognitions = Safe establishments
report-part-trainings = Trainings and materials
report-part-others = Other numbers
report-part-shares = Shares
report-part-units = Units below
report-column-name = Name
report-column-words = Number of
about-referral = What this unit asked of others, and they of it
one-referral = referral
many-referral = referrals, newest first
about-referral-acknowledge = Acknowledge what another unit asked
about-referral-answer = Answer what another unit asked
about-referral-decline = Decline what another unit asked, saying why
arg-referral-id = The referral: its id or the beginning of it
arg-referral-officer = Only those of an officer's follow-ups
arg-referral-area = Only those of follow-ups in an area
arg-referral-unit = Only those with a unit
arg-referral-status = Only those in a state: sent, acknowledged, answered, declined
arg-referral-follow-up = Only those of a follow-up
arg-referral-household = Only those of a household's follow-ups
arg-referral-sent = Only what this unit asked
arg-referral-received = Only what this unit was asked
arg-answer-text = The answer
arg-decline-text = Why it is declined
about-follow-up-refer = Refer a follow-up to another unit
arg-refer-to = Name of the other unit
arg-refer-text = What to ask; without it, what the follow-up says
arg-refer-due = By when an answer is wanted
refer-done = Referred to { $unit } ({ $id }).
refer-hint = The other unit gets this text and no record. Write a person's name only where it cannot be helped.
referral-acknowledge-done = Acknowledged; the other unit sees it after the next sync.
referral-answer-done = Answered; the other unit sees it after the next sync.
referral-decline-done = Declined; the other unit sees it after the next sync.
