# Where a word stands in the text of a file: in its code, or only in comments and in what strings say.
let
  inherit (builtins)
    concatStringsSep
    deepSeq
    elemAt
    filter
    foldl'
    head
    isString
    length
    match
    readFile
    split
    stringLength
    substring
    tail
    ;
  inherit (import ./strings.nix) hasInfix hasPrefix hasSuffix;

  # All that can begin or end a comment, a string or an interpolation, in whatever stands around it.
  marks = "([a-zA-Z0-9_]?'+([$]+[{]?|[\\]([^\n'$]|[$]+[{]?))?|[\\]([\\\"]|[$]+[{]?)|[$]+[{]?|[\"{}#\n\r]|/[*]|[*]/)";

  # `$` stands for itself twice, so that `$${` interpolates nothing.
  interpolates =
    dollars:
    let
      count = stringLength dollars - 1;
    in
    hasSuffix "{" dollars && count / 2 * 2 != count;

  enter =
    state: mode:
    state
    // {
      inherit mode;
      depth = 0;
      said = "";
      around = [ { inherit (state) mode depth; } ] ++ state.around;
    };

  leave =
    state:
    state
    // {
      inherit (head state.around) mode depth;
      around = tail state.around;
    };

  interpolated =
    state: dollars:
    if interpolates dollars then enter (state // { said = null; }) "code" else say state dollars;

  # What a string says, as far as it may be the word.
  say =
    state: text:
    state
    // {
      said =
        if state.said == null || stringLength state.said > stringLength state.word then
          null
        else
          state.said + text;
    };

  inCode =
    state: mark:
    if mark == "#" then
      enter state "line"
    else if mark == "/*" then
      enter state "block"
    else if mark == "\"" then
      enter state "string"
    else if hasPrefix "''" mark then
      indented (enter state "indented") (substring 2 (-1) mark)
    else if hasSuffix "{" mark then
      state
      // {
        depth = state.depth + 1;
        computes = state.computes || hasPrefix "$" mark;
      }
    else if mark == "}" && state.depth == 0 && state.around != [ ] then
      leave state
    else if mark == "}" then
      state
      // {
        depth = state.depth - 1;
        found = state.found || state.isName;
        isName = false;
      }
    else
      state;

  inString =
    state: mark:
    let
      parts = match "(.?'+)([\\]?[$].*)" mark;
    in
    if mark == "\"" then
      leave state
      // {
        isName = state.said == state.word;
        isQuoted = state.isQuoted || state.said == state.word;
      }
    else if hasPrefix "$" mark then
      interpolated state mark
    else if hasPrefix "\\$" mark then
      interpolated state (substring 2 (-1) mark)
    else if parts != null then
      inString (say state (head parts)) (elemAt parts 1)
    else
      say state mark;

  # Of three quotation marks in a row nothing ends; two end the string, unless a `$` or a `\` follows.
  indented =
    state: mark:
    let
      parts = match "([a-zA-Z0-9_]?)('*)(.*)" mark;
      count = stringLength (elemAt parts 1);
      then_ = elemAt parts 2;
      isEnd = count - count / 3 * 3 == 2;
    in
    if isEnd && then_ == "" then
      leave state
    else if isEnd then
      interpolated state (substring (if hasPrefix "\\" then_ then 2 else 1) (-1) then_)
    else if hasPrefix "$" then_ then
      interpolated state then_
    else if hasPrefix "\\$" then_ then
      interpolated state (substring 1 (-1) then_)
    else
      state;

  atMark =
    state: mark:
    {
      code = inCode;
      string = inString;
      indented = indented;
      line = state: mark: if mark == "\n" || mark == "\r" then leave state else state;
      block = state: mark: if mark == "*/" then leave state else state;
    }
    .${state.mode}
      state
      mark;

  # `x.word;` takes it from a set, and gives it to none.
  isSaid =
    word: text:
    let
      taken = "[.]${word}([.][a-zA-Z0-9_'-]+)*[ \n\r\t]*(==|[]);,+*<>&|:/-])";
    in
    hasInfix word text && hasInfix word (concatStringsSep " " (filter isString (split taken text)));

  atText =
    state: text:
    let
      # The beginning is enough, and matching a long text takes Nix a deep stack.
      start = substring 0 200 text;
      isBlank = match "[ \t]*" start != null;
      isDefined = match "[ \t]*([.]|=([^=]|$)).*" start != null;
    in
    if state.mode == "string" then
      say state text
    else if state.mode != "code" then
      state
    else
      state
      // {
        found = state.found || isSaid state.word text || (state.isName && isDefined);
        isName = state.isName && isBlank;
      };

  step =
    state: piece:
    let
      next = if isString piece then atText state piece else atMark state (head piece);
    in
    deepSeq next next;

  # A name that is computed, or what looks like one in a string.
  mayCompute = text: length (split "[{;][ \n\r\t]*[$][{]" text) > 1;
in
{
  # Whether a word stands in the code of a file, also as a name in quotation marks; and whether the file computes
  # names, which may be the word, as a quoted one by itself may be.
  # -> { found; computes; }
  look =
    word: path:
    let
      text = readFile path;
      end = foldl' step {
        inherit word;
        mode = "code";
        around = [ ];
        depth = 0;
        said = "";
        isName = false;
        found = false;
        isQuoted = false;
        computes = false;
      } (filter (piece: piece != "") (split marks "${text}\n"));
      # Lost in a text that is no Nix, as far as this can tell.
      isLost = end.mode != "code" || end.around != [ ];
    in
    {
      found = hasInfix word text && (end.found || isLost);
      computes = end.isQuoted || mayCompute text && (end.computes || isLost);
    };
}
