{ __exports.audio.value.x = 1; }
