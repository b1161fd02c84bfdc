"""The look: two palettes of our own on the Fusion style, their style sheet, and the arithmetic of contrast.

Knows colours and nothing of what they are for; label colours come from the label set (domain.schema).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

AA = 4.5
"""The least contrast of text; WCAG 2.2 asks 3.0 of outlines and icons."""
AA_SHAPE = 3.0


@dataclass(frozen=True, slots=True)
class Theme:
    """One palette, all colours as #rrggbb.

    `window` is the chrome, `base` what holds text and lists, `raised` buttons and fields, `sunken` quiet areas.
    """

    is_dark: bool
    window: str
    base: str
    raised: str
    sunken: str
    text: str
    muted: str
    border: str
    outline: str
    accent: str
    selected: str
    on_selected: str
    good: str
    info_bg: str
    info_text: str
    warning_bg: str
    warning_text: str


LIGHT = Theme(
    is_dark=False,
    window="#f4f5f7",
    base="#ffffff",
    raised="#ffffff",
    sunken="#e8ebef",
    text="#23262b",
    muted="#5a606a",
    border="#d9dde3",
    outline="#858b95",
    accent="#23598f",
    selected="#d8e5f3",
    on_selected="#16324f",
    good="#1d6b3c",
    info_bg="#e3edf7",
    info_text="#1c3a5a",
    warning_bg="#fbeed0",
    warning_text="#573f06",
)

DARK = Theme(
    is_dark=True,
    window="#24272c",
    base="#1d1f23",
    raised="#2d3137",
    sunken="#181a1e",
    text="#dcdee3",
    muted="#a4a9b3",
    border="#3b4048",
    outline="#7f8590",
    accent="#8ab8ea",
    selected="#2d435c",
    on_selected="#e6f0fb",
    good="#83cf9c",
    info_bg="#26384b",
    info_text="#d6e6f7",
    warning_bg="#453817",
    warning_text="#f6e2ae",
)

TEXT_PAIRS = (
    ("text", "window"),
    ("text", "base"),
    ("text", "raised"),
    ("text", "sunken"),
    ("muted", "window"),
    ("muted", "base"),
    ("muted", "raised"),
    ("muted", "sunken"),
    ("accent", "window"),
    ("accent", "base"),
    ("accent", "raised"),
    ("good", "window"),
    ("good", "base"),
    ("on_selected", "selected"),
    ("info_text", "info_bg"),
    ("warning_text", "warning_bg"),
)
"""Every pair of writing and ground that the window uses; the tests compute their contrast."""

SHAPE_PAIRS = (("outline", "window"), ("outline", "base"), ("outline", "raised"), ("accent", "border"))


_PLATFORM = "platform_style"
"""The property of the application that keeps which style Qt chose before we did."""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two #rrggbb colours by WCAG 2.2: 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink(ground: str) -> str:
    """Return black or white, whichever reads better on `ground`."""
    return "#ffffff" if contrast("#ffffff", ground) >= contrast("#101010", ground) else "#101010"


def choose(wish: str) -> Theme:
    """Return the theme for the setting `wish`: "light", "dark", or "system" (light where the system is silent)."""
    if wish in ("light", "dark"):
        return DARK if wish == "dark" else LIGHT
    hints = QGuiApplication.styleHints()
    return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT


def dress(app: QApplication, theme: Theme, *, as_platform: bool = False) -> None:
    """Put `theme` on the whole application; `as_platform` draws buttons, menus and fields in the system's own style."""
    if app.property(_PLATFORM) is None:
        app.setProperty(_PLATFORM, app.style().objectName())
    app.setStyle(str(app.property(_PLATFORM)) if as_platform else "Fusion")
    app.setPalette(palette(theme))
    app.setStyleSheet(_own_parts(theme) if as_platform else style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette of `theme`."""
    colours = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.base,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Highlight: theme.selected,
        QPalette.ColorRole.HighlightedText: theme.on_selected,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.sunken,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Dark: theme.outline,
        QPalette.ColorRole.Shadow: theme.outline,
        QPalette.ColorRole.Accent: theme.accent,
    }
    made = QPalette()
    for role, colour in colours.items():
        made.setColor(role, QColor(colour))
    faint = QColor(theme.muted)
    faint.setAlphaF(0.75)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return made


def style_sheet(theme: Theme) -> str:
    """Return the little that a palette cannot say: hairlines, spacing on a 4-px grid, quiet buttons."""
    t = theme
    chrome = f"""
    QMainWindow, QDialog {{ background: {t.window}; }}
    QMenuBar {{ background: {t.window}; padding: 2px 4px; border-bottom: 1px solid {t.border}; }}
    QMenuBar::item {{ padding: 6px 8px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {t.selected}; color: {t.on_selected}; }}
    QMenu {{ background: {t.raised}; border: 1px solid {t.border}; padding: 4px; }}
    QMenu::item {{ padding: 4px 24px 4px 12px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {t.selected}; color: {t.on_selected}; }}
    QMenu::item:disabled {{ color: {t.muted}; }}
    QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 8px; }}
    QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
    QPushButton {{
        background: {t.raised}; border: 1px solid {t.outline}; border-radius: 4px; padding: 5px 14px; min-height: 18px;
    }}
    QPushButton:hover {{ background: {t.selected}; color: {t.on_selected}; }}
    QPushButton:focus {{ border: 1px solid {t.accent}; }}
    QPushButton:default {{ border: 2px solid {t.accent}; padding: 4px 13px; }}
    QPushButton:disabled {{ color: {t.muted}; border-color: {t.border}; }}
    QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 3px 6px; }}
    QToolButton:hover, QToolButton:checked {{ background: {t.selected}; color: {t.on_selected}; }}
    QToolButton:focus {{ border-color: {t.accent}; }}
    QToolButton::menu-indicator {{ image: none; width: 0; }}
    QLineEdit, QPlainTextEdit {{
        background: {t.raised}; border: 1px solid {t.outline}; border-radius: 4px; padding: 4px 6px;
        selection-background-color: {t.selected}; selection-color: {t.on_selected};
    }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border: 1px solid {t.accent}; }}
    QTabBar::tab {{ background: transparent; color: {t.muted}; padding: 6px 10px; border: none;
                    border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
    QTabBar::tab:focus {{ color: {t.accent}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {t.border}; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
    QScrollBar::handle {{ background: {t.outline}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:vertical {{ min-height: 28px; }}
    QScrollBar::handle:horizontal {{ min-width: 28px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
    return chrome + _own_parts(theme)


def _own_parts(theme: Theme) -> str:
    """Return the rules for what no system has a style of: our cards, keys, captions and lists."""
    t = theme
    return f"""
    QSplitter::handle {{ background: {t.border}; }}
    QFrame#panel {{ background: {t.window}; border: none; }}
    QFrame#card, QFrame#overlay {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 6px; }}
    QFrame#overlay {{ border-color: {t.outline}; }}
    QFrame#choice {{ background: transparent; border-radius: 4px; }}
    QFrame#choice[marked="true"] {{ background: {t.selected}; }}
    QFrame#choice[marked="true"] QLabel {{ color: {t.on_selected}; }}
    QFrame#line {{ background: {t.border}; border: none; max-height: 1px; min-height: 1px; }}
    QFrame#strip {{ background: {t.window}; border: none; border-top: 1px solid {t.border}; }}
    QFrame#head {{ background: {t.window}; border: none; border-bottom: 1px solid {t.border}; }}
    QFrame#message {{ background: {t.info_bg}; border: none; border-top: 1px solid {t.border}; }}
    QFrame#message QLabel {{ color: {t.info_text}; }}
    QFrame#message[kind="warning"] {{ background: {t.warning_bg}; }}
    QFrame#message[kind="warning"] QLabel {{ color: {t.warning_text}; }}
    QLabel#muted, QLabel#caption {{ color: {t.muted}; }}
    QLabel#good {{ color: {t.good}; }}
    QLabel#title {{ font-weight: 600; }}
    QLabel#caption {{ font-weight: 600; }}
    QLabel#key {{
        background: {t.sunken}; color: {t.text}; border: 1px solid {t.border}; border-radius: 4px; padding: 1px 5px;
    }}
    QListView, QTableView, QTextBrowser, QListWidget {{
        background: {t.base}; border: none; outline: none;
    }}
    QFrame#panel QListView {{ background: {t.window}; }}
    QFrame#card QListView {{ background: {t.raised}; }}
    QListView::item, QListWidget::item {{ padding: 2px; }}
    QListWidget#pages::item {{ padding: 8px; }}
    QListView#sentences::item {{ padding: 4px; }}
    QTableView {{ gridline-color: {t.border}; selection-background-color: {t.selected};
                  selection-color: {t.on_selected}; }}
    QTableView::item {{ padding: 0 6px; }}
    QHeaderView::section {{
        background: {t.window}; color: {t.muted}; border: none; border-bottom: 1px solid {t.border};
        padding: 4px 6px;
    }}
    QPushButton#more, QPushButton#more:hover {{
        background: transparent; color: {t.accent}; border: none; padding: 2px 0; text-align: left;
    }}
    QPushButton#more:focus {{ text-decoration: underline; }}
    QPushButton#quiet {{
        background: transparent; border: 1px solid {t.outline}; padding: 2px 10px; min-height: 16px;
    }}
    QFrame#message QPushButton {{ color: {t.info_text}; }}
    QFrame#message[kind="warning"] QPushButton {{ color: {t.warning_text}; }}
    QToolButton#label {{ padding: 3px 5px; }}
    QToolButton#change {{ background: {t.sunken}; border: 1px solid {t.border}; padding: 0 5px; }}
    QToolButton#change:hover, QToolButton#change:focus {{ border-color: {t.accent}; }}
    QFrame#notice QLabel {{ color: {t.warning_text}; }}
    QFrame#notice {{ background: {t.warning_bg}; border-radius: 4px; }}
    QToolButton#chip {{
        background: {t.selected}; color: {t.on_selected}; border: 1px solid {t.outline}; border-radius: 9px;
        padding: 1px 8px;
    }}
    QToolButton#chip:focus {{ border-color: {t.accent}; }}
    QToolButton#search {{
        background: {t.raised}; border: 1px solid {t.border}; color: {t.muted}; padding: 3px 10px; text-align: left;
    }}
    QProgressBar {{ background: {t.border}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    """


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
