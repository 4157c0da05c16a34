"""Sentences with gaps for places: `a` to `d` of one story, `f` and `g` famous ones."""

OPENINGS = (
    "Rain fell in {a} on Monday.",
    "Police in {a} arrested two men after a robbery.",
    "Thousands marched through {a} to protest against the new law.",
    "The mayor of {a} promised to repair the bridge.",
    "A bomb exploded in a market in {a}, killing six people.",
    "{a} was without power for a third day.",
    "Doctors in {a} reported new cases of the disease.",
    "An earthquake shook {a} before dawn.",
    "The company will close its factory in {a}.",
    "Fighting was reported around {a} overnight.",
)
FOLLOWING = (
    "Trains to {b} and {c} were cancelled.",
    "Others came from {b} or {c}.",
    "People fled towards {b}, and some reached {c}.",
    "The road from {b} to {c} stayed closed.",
    "A court in {b} will decide, a lawyer from {c} said.",
    "Two more were hurt in {b}; {c} was calm.",
)
ABROAD = (
    "She had lived in {f}, {country}, for ten years.",
    "He returned from {country}, where he worked in {f}.",
    "The group will travel to {f} and other cities of {country} in May.",
    "In {country}, crowds gathered in {f} for the festival.",
    "A firm from {f} in {country} will pay for it.",
    "Her flight to {f} was late, and the {country} trip began badly.",
)
ALONE = (
    "He flew to {f} on Tuesday.",
    "The talks in {f} went on until midnight.",
    "Shares fell in {f}.",
    "Prayers for {f} tonight.",
    "She opened a gallery in {f}.",
    "A fire broke out at a hotel in {f}.",
)
LOCAL = (
    "The {a} school board met on Tuesday. Pupils from {b} will go to {c}.",
    "Firefighters from {b} and {c} helped their {a} colleagues. {division} will pay.",
    "A car overturned near {a}. The driver, from {b}, was taken to a hospital in {c}.",
    "The {a} library opens on Sunday. {b} and {c} want the same, a councillor said.",
    "Voters in {a}, {b} and {c} chose new councils, the {division} election office said.",
)
DEFINED = (
    "{a} is a town in {division}, {country}.",
    "{a} is a city in {country}.",
    "{a}, a town in {division}, was flooded.",
    "{a} is a village in the north of {country}.",
    "{a}, the largest town in {division}, lies on a river.",
    "{a}, {division}, was founded by farmers.",
    "{a} ({country}) has a port.",
)
TRAVELS = (
    "They were taken from {a} to {b}. Others live in {c} and hope to reach {d}.",
    "The train stops at {a}, {b}, {c} and {d}.",
    "Its plants in {a}, {b} and {c} will close; the one in {d} stays open.",
    "She was born in {a}, studied in {b} and {c}, and died in {d}.",
    "Ships leave {a} for {b} and {c}. Nobody knows when {d} will follow.",
    "Traders in {a} and {b} sold first, then those in {c} and {d}.",
)
SEATS = (
    "The army entered {a} at dawn.",
    "The airport of {a} reopened.",
    "A suicide bomber struck in the centre of {a}.",
    "Buses from {a} did not run.",
    "He was born in {a} and moved to {b}.",
    "{a}, {b} and {c} were shelled.",
)
VOICES = (
    "{f} said on Monday that it would recall its envoy.",
    "The ceasefire ended at noon. {f} blamed the rebels.",
    "{f} and {g} have agreed to open the border.",
    "Nobody was hurt. {f} denied that its planes were there.",
    "The sanctions stay, {f} warned.",
    "A diplomat in {f} said talks would go on in {g}.",
    "On a visit to {f}, the minister thanked {g}.",
)
TOWARDS = (
    "Most fled towards {a}, others to schools in {b}.",
    "The boat sank off {a}, south of {b}. Survivors were taken to {c}.",
    "Soldiers took {a} on Sunday after {b} and {c} had fallen.",
    "The driver, 41, of {a}, was on the way from {b} to {c}.",
    "{a} lawyers went on strike, and courts in {b} were closed.",
    "A bus with guards was attacked between {a} and {b}.",
    "Rockets hit {a}; {b} and {c} were spared.",
    "{a}'s mayor flew to {b} on Thursday.",
)
CAPITALS = (
    "The exhibition opens in {a} in May and goes on to {b}, {c} and {d}.",
    "She has sung in {a}, {b}, {c} and {d}.",
    "Crowds gathered in {a} and {b}; those in {c} and {d} were smaller.",
    "He was ambassador in {a} and {b}.",
)
# What a person may be called whose last name is a town's too.
GIVEN = ("Anna", "Peter", "Maria", "David", "Susan", "James", "Laura", "Mark", "Helen", "Daniel")
PEOPLE = (
    "{who} {name} scored twice. {name} said she was proud of the team.",
    "The gallery shows paintings by {who} {name}. {name} died last year.",
    "A judge sent {who} {name} to prison. {name} denied everything.",
    "{who} {name} will leave the board, and {name}'s deputy takes over.",
    "The coach praised {who} {name}, and {name} said nothing.",
)
