"""Where something lies that is told in relation to a place: "20 km south of Mosul"."""
