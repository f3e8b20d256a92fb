"""Font stacks: the licensed faces of the standard first (a site may install them), then the free ones that Debian has.

`fonts-wqy-microhei` alone lacks some forty characters of the registry's place names; `fonts-noto-cjk` has
all but one (U+2348D), which `fonts-hanazono` has. `fonts-arphic-ukai` is the 楷体 of second-level headings and signers;
`fonts-noto-core` has the Tibetan, Mongolian and Yi scripts. The order matters: a face that lacks a character leaves it
to the next, and what no named face has is looked for in all that are installed.
"""

BOXES = '"Baton Boxes"'
"""What no font has: see `glyphs`."""
FREE_SERIF = f'"Noto Serif CJK SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", serif, {BOXES}'
FREE_SANS = f'"Noto Sans CJK SC", "WenQuanYi Micro Hei", sans-serif, {BOXES}'

STACKS = {
    "body": f'"FangSong_GB2312", "仿宋_GB2312", "FangSong", "STFangsong", "FandolFang", {FREE_SERIF}',
    "title": f'"FZXiaoBiaoSong-B05S", "方正小标宋简体", {FREE_SERIF}',
    "heading": f'"SimHei", "FandolHei", {FREE_SANS}',
    "subheading": f'"KaiTi_GB2312", "楷体_GB2312", "KaiTi", "FandolKai", "AR PL UKai CN", {FREE_SERIF}',
    "number": f'"SimSun", "FandolSong", {FREE_SERIF}',
}
