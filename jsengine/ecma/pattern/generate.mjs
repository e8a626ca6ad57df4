// Writes properties.txt, the code points of all properties that \p{…} can name, and testdata/digests.json, for which each
// code point was matched. Run it with Node.js in this directory: node generate.mjs
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';

// https://tc39.es/ecma262/#table-binary-unicode-properties
const binary = `ASCII ASCII_Hex_Digit|AHex Alphabetic|Alpha Any Assigned Bidi_Control|Bidi_C Bidi_Mirrored|Bidi_M Case_Ignorable|CI Cased
Changes_When_Casefolded|CWCF Changes_When_Casemapped|CWCM Changes_When_Lowercased|CWL Changes_When_NFKC_Casefolded|CWKCF
Changes_When_Titlecased|CWT Changes_When_Uppercased|CWU Dash Default_Ignorable_Code_Point|DI Deprecated|Dep Diacritic|Dia Emoji
Emoji_Component|EComp Emoji_Modifier|EMod Emoji_Modifier_Base|EBase Emoji_Presentation|EPres Extended_Pictographic|ExtPict
Extender|Ext Grapheme_Base|Gr_Base Grapheme_Extend|Gr_Ext Hex_Digit|Hex IDS_Binary_Operator|IDSB IDS_Trinary_Operator|IDST
ID_Continue|IDC ID_Start|IDS Ideographic|Ideo Join_Control|Join_C Logical_Order_Exception|LOE Lowercase|Lower Math
Noncharacter_Code_Point|NChar Pattern_Syntax|Pat_Syn Pattern_White_Space|Pat_WS Quotation_Mark|QMark Radical
Regional_Indicator|RI Sentence_Terminal|STerm Soft_Dotted|SD Terminal_Punctuation|Term Unified_Ideograph|UIdeo Uppercase|Upper
Variation_Selector|VS White_Space|space XID_Continue|XIDC XID_Start|XIDS`.split(/\s+/).map((s) => s.split('|'));

// https://tc39.es/ecma262/#table-unicode-general-category-values
const categories = `LC|Cased_Letter Pe|Close_Punctuation Pc|Connector_Punctuation Cc|Control|cntrl Sc|Currency_Symbol Pd|Dash_Punctuation
Nd|Decimal_Number|digit Me|Enclosing_Mark Pf|Final_Punctuation Cf|Format Pi|Initial_Punctuation L|Letter Nl|Letter_Number
Zl|Line_Separator Ll|Lowercase_Letter M|Mark|Combining_Mark Sm|Math_Symbol Lm|Modifier_Letter Sk|Modifier_Symbol
Mn|Nonspacing_Mark N|Number Ps|Open_Punctuation C|Other Lo|Other_Letter No|Other_Number Po|Other_Punctuation So|Other_Symbol
Zp|Paragraph_Separator Co|Private_Use P|Punctuation|punct Z|Separator Zs|Space_Separator Mc|Spacing_Mark Cs|Surrogate S|Symbol
Lt|Titlecase_Letter Cn|Unassigned Lu|Uppercase_Letter`.split(/\s+/).map((s) => s.split('|'));

// The long names of scripts, of Unicode 17 (https://www.unicode.org/Public/17.0.0/ucd/PropertyValueAliases.txt)
const longScripts = `Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Beria_Erfe Bhaiksuki
Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian
Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs
Elbasan Elymaic Ethiopic Garay Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Gurung_Khema Han
Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi
Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki
Khudawadi Kirat_Rai Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic
Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi
Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham
Ol_Chiki Ol_Onal Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian
Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang
Runic Samaritan Saurashtra Sharada Shavian Siddham Sidetic SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese
Sunuwar Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Tai_Yo Takri Tamil Tangsa Tangut Telugu Thaana Thai
Tibetan Tifinagh Tirhuta Todhri Tolong_Siki Toto Tulu_Tigalari Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi
Zanabazar_Square`.split(/\s+/);
const valid = (p) => {
	try {
		return new RegExp(p, 'u');
	} catch {
		return null;
	}
};

// The ranges of all code points that match, as pairs of first and last.
const points = Array.from({ length: 0x110000 }, (_, c) => String.fromCodePoint(c));
const rangesOf = (property) => {
	const re = valid(`^\\p{${property}}$`);
	if (!re) throw new Error(`Node.js does not know ${property}`);
	const ranges = [];
	for (let c = 0; c < points.length; c++) {
		if (!re.test(points[c])) continue;
		const last = ranges[ranges.length - 1];
		if (last && last[1] === c - 1) last[1] = c;
		else ranges.push([c, c]);
	}
	return ranges;
};
// Gaps and lengths in turn, in base 36.
const encode = (ranges) => {
	const numbers = [];
	let at = 0;
	for (const [first, last] of ranges) {
		numbers.push(first - at, last - first);
		at = last + 1;
	}
	return numbers.map((n) => n.toString(36)).join(' ');
};

const lines = [], digests = {};
const add = (prefix, names) => {
	const ranges = rangesOf(prefix + names[0]);
	const bits = new Uint8Array(0x110000 / 8);
	for (const [first, last] of ranges) for (let c = first; c <= last; c++) bits[c >> 3] |= 1 << (c & 7);
	digests[prefix + names[0]] = createHash('sha256').update(bits).digest('hex');
	lines.push(`${prefix}${names.join('|')}:${encode(ranges)}`);
	return lines[lines.length - 1].split(':')[1];
};

for (const names of binary) add('', names);
for (const names of categories) add('General_Category=', names);

// Scripts have a long name and a code of four letters; which code belongs to which name shows in what they match.
const codes = new Map();
const letters = 'abcdefghijklmnopqrstuvwxyz';
for (const a of letters.toUpperCase()) for (const b of letters) for (const c of letters) for (const d of letters) {
	const code = a + b + c + d;
	if (!valid(`\\p{Script=${code}}`)) continue;
	const key = encode(rangesOf(`Script=${code}`));
	codes.set(key, [...(codes.get(key) ?? []), code]);
}
for (const name of longScripts) {
	const key = encode(rangesOf(`Script=${name}`));
	const names = [name, ...(codes.get(key) ?? []).filter((code) => code !== name)];
	codes.delete(key);
	add('Script=', names);
	add('Script_Extensions=', names);
}
codes.delete(encode(rangesOf('Script=Zzzz'))); // code points without a script
if (codes.size > 0) throw new Error(`scripts without a long name: ${[...codes.values()].join()}`);

writeFileSync('properties.txt', lines.join('\n') + '\n');
writeFileSync('testdata/digests.json', JSON.stringify({ unicode: process.versions.unicode, digests }, null, '\t') + '\n');
