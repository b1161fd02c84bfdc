"""The inspector: the focused span with its quote, the guideline, and the tables of spans, and the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import N_
from annotator.domain.marks import Fault, repair
from annotator.domain.quotes import QUOTE, Quote
from annotator.domain.schema import AttrDef, AttrKind, Rule, Schema
from annotator.domain.spans import AttrValue, Span
from annotator.gui.canvas.describe import ORIGINS, state_of
from annotator.gui.models.tables import SPAN_ID, SpanTableModel
from annotator.gui.panels.findings_panel import FindingsPanel
from annotator.gui.panels.history_panel import HistoryPanel
from annotator.gui.panels.label_bar import colour_of
from annotator.gui.panels.pieces import Chip, Choice, FrameField, Tick, first_line
from annotator.gui.panels.plain import LEAST_RIGHT, label
from annotator.gui.theme import Theme
from annotator.gui.words import attribute_name, decimal, value_name
from annotator.i18n import _
from annotator.services.annotate import Session

FAULTS = {
    Fault.SAID_OPEN: N_("Both marks stand here, yet it is said to be open."),
    Fault.BEYOND: N_("Its quotation mark lies elsewhere."),
    Fault.PARAGRAPHS: N_("It goes on to the closing mark, paragraphs below."),
    Fault.LOST_CLOSING: N_("The closing quotation mark is missing."),
    Fault.LOST_OPENING: N_("The opening quotation mark is missing."),
}


class Inspector(QFrame):
    """Shows; `span_chosen(str)` when a row of a table is clicked, `attribute_set(str, str, object)` from the form.

    `action_asked(str)` when a field of the quote frame is to be changed: the action that does it. `key_of` says by
    which key that is done.
    """

    action_asked = Signal(str)
    span_chosen = Signal(str)
    attribute_set = Signal(str, str, object)

    def __init__(
        self,
        schema: Schema,
        theme: Theme,
        language: str,
        key_of: Callable[[str], str],
        parent: QWidget | None = None,
        *,
        key_or_name: Callable[[str], str],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._schema = schema
        self._theme = theme
        self._session: Session | None = None
        self._span: Span | None = None
        self._frame: Quote | None = None
        self.card = _Card(schema, language, key_of, key_or_name)
        self.card.attribute_set.connect(self.attribute_set)
        self.card.action_asked.connect(self.action_asked)
        self.card.span_chosen.connect(self.span_chosen)
        self.guideline = Guideline(schema, language)
        self.spans = SpanTableModel(self)
        self.history = HistoryPanel()
        self.findings = FindingsPanel()
        self._span_table = _table(self.spans, _("All spans of the article"))
        self._span_table.clicked.connect(self._choose)
        self._span_table.activated.connect(self._choose)
        self.history.span_chosen.connect(self.span_chosen)
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(self.guideline, _("Guideline"))
        self._tabs.addTab(self._span_table, _("Table"))
        self._tabs.addTab(self.history, _("History"))
        self._tabs.addTab(self.findings, _("Findings"))
        self._tabs.currentChanged.connect(lambda _at: self._fill_tables())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.card)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        self.card.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setHandleWidth(1)
        halves.setChildrenCollapsible(False)
        halves.addWidget(scroll)
        halves.addWidget(self._tabs)
        halves.setSizes([380, 340])
        layout.addWidget(halves)
        self.setMinimumWidth(LEAST_RIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Show the colours of the other theme."""
        self._theme = theme
        self.show_span(self._span, self._frame)

    def show_session(self, session: Session | None) -> None:
        """Show what is to be known about this article from now on."""
        self._session = session
        self.card.set_usable(session is not None)
        self._fill_tables()

    def show_span(self, span: Span | None, frame: Quote | None) -> None:
        """Show the focused span with the quote it is part of, or that nothing is focused."""
        self._span, self._frame = span, frame
        text = self._session.article.text if self._session is not None else ""
        self.card.show_span(span, frame, text, self._theme, self._note_on(span), self._parts(frame))
        self.guideline.show_label(span.label if span is not None else None)
        if span is not None:
            self._mark(span.id)

    def _parts(self, frame: Quote | None) -> list[Span]:
        """Return the parts of a split quote in their order, the one in sight too; empty for a whole one."""
        group = frame.content.attrs.get("group") if frame is not None else None
        if not group or self._session is None:
            return []
        spans = self._session.view.spans.values()
        return [span for span in spans if span.label == QUOTE and span.attrs.get("group") == group]

    def _note_on(self, span: Span | None) -> str:
        comments = self._session.layer.comments.values() if self._session is not None and span is not None else ()
        return "\n".join(comment.text for comment in comments if span is not None and comment.span_id == span.id)

    def open_guideline(self) -> None:
        """Bring the guideline to the front."""
        self._tabs.setCurrentWidget(self.guideline)

    def open_history(self) -> None:
        """Bring the history to the front, ready to go through by keyboard."""
        self._tabs.setCurrentWidget(self.history)
        self.history.list.setFocus()

    def open_findings(self) -> None:
        """Bring the findings to the front, ready to go through by keyboard."""
        self._tabs.setCurrentWidget(self.findings)
        self.findings.list.setFocus()

    def _choose(self, index: QModelIndex) -> None:
        span_id = index.data(SPAN_ID)
        if span_id:
            self.span_chosen.emit(span_id)

    def _mark(self, span_id: str) -> None:
        if self._tabs.currentWidget() is self._span_table and (at := self.spans.place(span_id)) is not None:
            self._span_table.selectRow(at)

    def _fill_tables(self) -> None:
        """Only the table in sight is filled: a long article has thousands of spans."""
        if self._tabs.currentWidget() is self._span_table:
            self.spans.show(self._session)
            if self._span is not None:
                self._mark(self._span.id)
        elif self._tabs.currentWidget() is self.history:
            self.history.show_session(self._session)


class _Card(QWidget):
    """One span: label, words, quote frame, attributes, where it comes from."""

    attribute_set = Signal(str, str, object)
    action_asked = Signal(str)
    span_chosen = Signal(str)

    def __init__(
        self, schema: Schema, language: str, key_of: Callable[[str], str], key_or_name: Callable[[str], str]
    ) -> None:
        super().__init__()
        self._key_of = key_of
        self._key_or_name = key_or_name
        self._schema = schema
        self._language = language
        self._shows_seldom = False
        self._again: Callable[[], None] | None = None
        self._chip = Chip()
        self._title = label("", "title", wraps=True)
        self._words = label("", wraps=True)
        self._empty = label("", "muted", wraps=True)
        self.set_usable(False)
        self._facts = QFormLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(6)
        self._facts.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self._empty)
        layout.addLayout(head)
        layout.addWidget(self._words)
        layout.addLayout(self._facts)
        layout.addStretch(1)

    def set_usable(self, is_usable: bool) -> None:  # noqa: FBT001 - Qt's own shape of a setter
        """Say how to go on where nothing is focused, unless there is no article to go on with."""
        said = _("Nothing is focused. Press {key} for the next open suggestion.")
        said = said.format(key=self._key_or_name("span.next"))
        self._empty.setText(said if is_usable else _("What has the focus in the text is described here."))

    @property
    def facts(self) -> dict[str, str]:
        """The facts on show by their names, for screen readers' sake and the tests'."""
        found = {}
        for row in range(self._facts.rowCount()):
            name = self._facts.itemAt(row, QFormLayout.ItemRole.LabelRole)
            field = self._facts.itemAt(row, QFormLayout.ItemRole.FieldRole)
            across = self._facts.itemAt(row, QFormLayout.ItemRole.SpanningRole)
            if name is not None and field is not None:
                found[_value_of(name.widget())] = _value_of(field.widget())
            elif across is not None and isinstance(notice := across.widget(), FrameField):
                found[notice.notice] = notice.text()
        return found

    def show_span(  # noqa: PLR0917 - all that is to be seen of it
        self,
        span: Span | None,
        frame: Quote | None,
        text: str,
        theme: Theme,
        note: str = "",
        parts: Sequence[Span] = (),
    ) -> None:
        """Show another span, or the same one changed, with the note on it and the parts of its quote."""
        self._again = lambda: self.show_span(span, frame, text, theme, note, parts)
        self._empty.setVisible(span is None)
        for widget in (self._chip, self._title, self._words):
            widget.setVisible(span is not None)
        while self._facts.rowCount():
            self._facts.removeRow(0)
        if span is None:
            return
        known = self._schema.label(span.label)
        self._chip.show_label(span.label, colour_of(known, theme), is_open=span.is_open)
        title = known.title.get(self._language, "") if known is not None else ""
        self._title.setText("" if title.casefold() == span.label.casefold() else title)
        self._words.setText(_shortened(text[span.start : span.end]))
        if frame is not None:
            self._show_frame(frame, span, text, parts)
        self._add(_("status"), label(state_of(span), wraps=True))
        self._add(_("score") if span.origin.score is not None else _("origin"), _origin_label(span))
        if note:
            self._add(_("note"), label(note, wraps=True))
        attrs = known.attrs if known is not None else ()
        seldom = [attr for attr in attrs if _is_seldom(attr, span, frame)]
        for attr in attrs:
            if self._shows_seldom or attr not in seldom:
                self._add(attribute_name(attr.name), self._editor(span, attr))
        if seldom:
            self._facts.addRow(self._more())

    def _show_frame(self, frame: Quote, focused: Span, text: str, parts: Sequence[Span]) -> None:
        """Show what the quote is made of; each field has the key that changes it, and pressing it does the same."""
        if not frame.is_complete:
            missing = _("No speaker is known yet. Press {key}.").format(key=self._key_or_name("quote.speaker"))
            self._facts.addRow(self._notice(missing, _("missing"), "quote.speaker"))
        if (found := repair(text, frame)) is not None:
            self._facts.addRow(self._notice(_(FAULTS[found.fault]), _("marks"), "quote.repair"))
        if focused.id != frame.content.id:
            words = _shortened(text[slice(*frame.content.extent)], 80)
            self._add(_("quote"), self._way(words, frame.content))
        speaker = text[slice(*frame.speaker.extent)] if frame.speaker is not None else "–"
        self._add(_("speaker"), self._field(_shortened(speaker, 80), "speaker", "quote.speaker"))
        who = "→ " + ", ".join(frame.resolved) if frame.resolved else "–"
        self._add(_("full name"), self._field(who, "full name", "quote.resolve"))
        cue = text[slice(*frame.cue.extent)] if frame.cue is not None else "–"
        self._add(_("cue"), self._field(cue, "cue", "quote.cue"))
        content = self._schema.label(frame.content.label)
        if focused.id != frame.content.id and content is not None:
            for attr in (attr for attr in content.attrs if attr.name in ("type", "closed")):
                self._add(attribute_name(attr.name), self._editor(frame.content, attr))
        for number, part in enumerate(parts, 1):
            words = _shortened(text[slice(*part.extent)], 48)
            caption = _("part {number}").format(number=number)
            is_here = part.id == frame.content.id
            self._add(caption, label(words, wraps=True) if is_here else self._way(words, part))

    def _field(self, value: str, caption: str, action_id: str) -> QWidget:
        tip = _("Change: {field}").format(field=_(caption))
        return FrameField(value, self._key_of(action_id), tip, partial(self.action_asked.emit, action_id))

    def _notice(self, value: str, name: str, action_id: str) -> QWidget:
        run = partial(self.action_asked.emit, action_id)
        return FrameField(value, self._key_of(action_id), value, run, notice=name)

    def _way(self, value: str, span: Span) -> QWidget:
        return FrameField(value, "›", _("Go there"), partial(self.span_chosen.emit, span.id))

    def _add(self, caption: str, field: QWidget) -> None:
        """Add a fact; its caption stands level with the first line of it."""
        made = label(caption, "muted")
        made.setAlignment(Qt.AlignmentFlag.AlignTop)
        control = field.button if isinstance(field, FrameField) else field
        if not isinstance(control, QLabel):
            made.setContentsMargins(0, first_line(control), 0, 0)
        self._facts.addRow(made, field)

    def _more(self) -> QWidget:
        button = QPushButton()
        button.setObjectName("more")
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.setText(_("Fewer attributes") if self._shows_seldom else _("More attributes"))
        button.clicked.connect(self._toggle_seldom)
        return button

    def _toggle_seldom(self) -> None:
        self._shows_seldom = not self._shows_seldom
        if self._again is not None:
            self._again()

    def _editor(self, span: Span, attr: AttrDef) -> QWidget:
        value = span.attrs.get(attr.name, attr.default)
        match attr.kind:
            case AttrKind.CHOICE:
                return self._choice(span.id, attr, value)
            case AttrKind.FLAG:
                return self._flag(span.id, attr, value)
            case AttrKind.TEXT | AttrKind.NAMES:
                return self._line(span.id, attr, value)

    def _choice(self, span_id: str, attr: AttrDef, value: AttrValue) -> QWidget:
        box = Choice()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(6)
        if attr.default is None:
            box.addItem("–", None)
        for choice in attr.choices:
            box.addItem(value_name(choice), choice)
        box.setCurrentIndex(max(box.findData(value), 0))
        box.setAccessibleName(attribute_name(attr.name))
        box.activated.connect(lambda _at: self.attribute_set.emit(span_id, attr.name, box.currentData()))
        return box

    def _flag(self, span_id: str, attr: AttrDef, value: AttrValue) -> QWidget:
        box = Tick()
        box.setChecked(value is True)
        box.setAccessibleName(attribute_name(attr.name))
        box.clicked.connect(lambda is_on: self.attribute_set.emit(span_id, attr.name, is_on))
        return box

    def _line(self, span_id: str, attr: AttrDef, value: AttrValue) -> QWidget:
        shown = "; ".join(value) if isinstance(value, list) else str(value or "")
        field = _Line(shown)
        field.setAccessibleName(attribute_name(attr.name))
        if attr.kind is AttrKind.NAMES:
            field.setPlaceholderText(_("name; another name"))
        field.setToolTip(shown)

        def keep() -> None:
            if not field.isModified():
                return
            field.setModified(False)
            words = field.text().strip()
            names = [name.strip() for name in words.split(";") if name.strip()]
            self.attribute_set.emit(
                span_id, attr.name, (names or None) if attr.kind is AttrKind.NAMES else words or None
            )

        field.editingFinished.connect(keep)
        return field


class _Line(QLineEdit):
    """A line in which Esc brings back what it said; then it is the window's."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._said = text
        self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's."""
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._said)
            event.ignore()
        else:
            super().keyPressEvent(event)


class Guideline(QTextBrowser):
    """The rules of the guideline about one label; all of them while nothing is focused."""

    def __init__(self, schema: Schema, language: str) -> None:
        super().__init__()
        self._schema = schema
        self._language = language
        self._label: str | None = ""
        self.setAccessibleName(_("Guideline"))
        self.setOpenLinks(False)
        self.document().setDocumentMargin(12)
        self.show_label(None)

    def show_label(self, name: str | None) -> None:
        """Show the rules of label `name`."""
        if name == self._label:
            return
        self._label = name
        rules = self._schema.rules_for(name) if name is not None else self._schema.guideline
        known = self._schema.label(name) if name is not None else None
        parts = []
        if known is not None and (covers := _in(known.covers, self._language)):
            parts.append(f"<p>{marked(covers)}</p>")
        parts += [rule_html(rule, self._language) for rule in rules]
        if not parts:
            parts.append("<p>" + _("The guideline says nothing about this label.") + "</p>")
        self.setHtml("".join(parts))


def rule_html(rule: Rule, language: str) -> str:
    """Return one rule as HTML."""
    body = "".join(f"<p>{marked(part)}</p>" for part in _in(rule.body, language).strip().split("\n\n"))
    return f"<p><b>{rule.number} · {marked(_in(rule.title, language))}</b></p>{body}"


def marked(text: str) -> str:
    """Return `text` escaped for HTML, with what stands between asterisks in italics."""
    escaped = text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    parts = escaped.split("*")
    return "".join(f"<i>{part}</i>" if at % 2 and at < len(parts) - 1 else part for at, part in enumerate(parts))


def _in(by_language: object, language: str) -> str:
    get: Callable[[str], str | None] = by_language.get  # type: ignore[attr-defined]
    return get(language) or get("en") or get("id") or ""


def _shortened(text: str, limit: int = 220) -> str:
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    first, last = flat[: limit * 2 // 3], flat[-limit // 4 :]
    return f"{first.rpartition(' ')[0] or first} … {last.partition(' ')[2] or last}"


def _is_seldom(attr: AttrDef, span: Span, frame: Quote | None) -> bool:
    """Return whether an attribute is out of the way until it is asked for: without a value, or told by the frame."""
    if attr.kind is AttrKind.NAMES and frame is not None:
        return True
    if span.attrs.get(attr.name):
        return False
    return attr.kind is AttrKind.TEXT or (attr.kind is AttrKind.FLAG and not attr.default)


def _origin_label(span: Span) -> QLabel:
    origin = span.origin
    score = "" if origin.score is None else decimal(origin.score)
    made = label(" · ".join(part for part in (score, _(ORIGINS[origin.kind])) if part), wraps=True)
    made.setToolTip(" ".join(part for part in (origin.name, origin.version) if part))
    return made


def _value_of(widget: QWidget | None) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QCheckBox):
        return "✓" if widget.isChecked() else ""
    return widget.text() if isinstance(widget, QLabel | QLineEdit | FrameField) else ""


def _table(model: SpanTableModel, name: str) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(QFontMetrics(table.font()).height() + 8)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(model.headers.index("words"), QHeaderView.ResizeMode.Stretch)
    header.setResizeContentsPrecision(60)
    return table
