"""The three label sets, in the order of the model's outputs, and which emotion each sub-emotion belongs to."""

EMOTIONS = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]

_FAMILIES = {
    "happiness": "curiosity excitement optimism approval admiration amusement pride gratitude desire caring joy relief love",
    "surprise": "confusion surprise realization",
    "disgust": "disapproval disgust",
    "anger": "annoyance anger",
    "sadness": "disappointment sadness remorse grief",
    "fear": "nervousness fear embarrassment",
    "neutral": "neutral",
}

EMOTION_OF = {sub: emotion for emotion, subs in _FAMILIES.items() for sub in subs.split()}
SUB_EMOTIONS = sorted(EMOTION_OF)
INTENSITIES = ["mild", "moderate", "strong"]

TASKS = {"emotion": EMOTIONS, "sub_emotion": SUB_EMOTIONS, "intensity": INTENSITIES}

#: For each sub-emotion the index of the emotion it belongs to.
PARENT = [EMOTIONS.index(EMOTION_OF[sub]) for sub in SUB_EMOTIONS]
