"""Files that other programs write of seeded data, and what an importer must make of them.

usage: imports.py FOLDER. Writes workbooks by openpyxl and pandas, has LibreOffice convert them, and
writes what each must give as JSON beside them. See README.md.
"""

import datetime
import json
import pathlib
import subprocess
import sys

import openpyxl
import pandas

UNITS = ["DINAS KESEHATAN", "RSUD ARANG SARI", "DINAS PARIWISATA, PEMUDA DAN OLAHRAGA", "BKPSDM"]
FIRST = ["MELATI", "RIMBA", "CAKRA", "BAYU", "PUSPA", "NIRMALA", "TIRTA", "KEMUNING"]
SECOND = ["CENDANA", "BASKARA", "WENING", "KIRANA", "LESTARI", ""]
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
RATINGS = ["DIATAS EKSPEKTASI", "SESUAI ESPEKTASI", "DI BAWAH EKSPEKTASI"]
PREDIKAT = ["SANGAT BAIK", "BAIK", "BUTUH PERBAIKAN", "KURANG", "SANGAT KURANG"]
# By results and behaviour, each from above (0) to below (2): PermenPANRB 6/2022, p. 99.
MATRIX = [[0, 1, 3], [1, 1, 3], [2, 2, 4]]
SERIALS = datetime.date(1899, 12, 30)


class Draw:
    """A linear congruential generator (Knuth's MMIX), of which the upper bits are used."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def one(self, things):
        return things[self.below(len(things))]


class Person:
    def __init__(self, draw, serial):
        self.born = datetime.date(1968 + draw.below(30), 1 + draw.below(12), 1 + draw.below(28))
        self.since = datetime.date(self.born.year + 23, 1 + draw.below(12), 1)
        self.sex = draw.below(2)
        month = f"{self.since.month:02}"
        self.nip = f"{self.born:%Y%m%d}{self.since.year}{month}{self.sex + 1}{serial}"
        self.name = f"{draw.one(FIRST)} {draw.one(SECOND)}".strip()
        self.unit = UNITS[serial % 8 // 2]

    def facts(self):
        return {
            "nip": self.nip,
            "name": self.name,
            "unit": self.unit,
            "born": self.born.isoformat(),
            "since": self.since.isoformat(),
        }


def people(draw):
    return [Person(draw, 900 + number) for number in range(48)]


def date_forms(draw, date):
    """A date as a cell may hold it."""
    return draw.one(
        [
            date,
            f"{date:%d-%m-%Y}",
            f"{date.day} {MONTHS[date.month - 1]} {date.year}",
            f"{date:%d/%m/%Y}",
            (date - SERIALS).days,
            date.isoformat(),
        ]
    )


def staff_book(path, draw, staff):
    """A staff file as an office keeps it: titles, merged cells, a formula, a number for a NIP."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Pegawai"
    sheet["A1"] = "DAFTAR PEGAWAI KOTA ARANG SARI - DATA CONTOH"
    sheet.merge_cells("A1:H1")
    headers = ["NAMA", "NIP", "TANGGAL LAHIR", "JENIS KELAMIN", "AGAMA", "NAMA UNOR", "TMT CPNS", "JENIS PEGAWAI"]
    for column, header in enumerate(headers, 1):
        sheet.cell(3, column, header)
    accepted, faults = [], []
    for row, person in enumerate(staff, 4):
        cells = [
            person.name,
            person.nip,
            date_forms(draw, person.born),
            "LP"[person.sex],
            "-",
            person.unit if person.nip.endswith(tuple("02468")) else None,
            date_forms(draw, person.since),
            "PNS",
        ]
        fault = None
        match row:
            case 9:
                cells[1], fault = int(person.nip), ("NIP", "nip-broken-by-spreadsheet")
            case 15:
                cells[0], fault = None, ("NAMA", "name-missing")
            case 21:
                cells[6], fault = "31-02-2020", ("TMT CPNS", "date-unreadable")
            case 27:
                cells[3], fault = "PL"[person.sex], ("JENIS KELAMIN", "nip-sex-mismatch")
        for column, cell in enumerate(cells, 1):
            sheet.cell(row, column, cell)
        if fault:
            faults.append({"row": row, "column": fault[0], "code": fault[1]})
        else:
            accepted.append(person.facts())
    # The units of two rows at a time are one merged cell.
    for row in range(4, 4 + len(staff), 2):
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=6, end_column=6)
    book.save(path)
    return {
        "kind": "people",
        "rows": len(staff),
        "accepted": len(accepted),
        "duplicates": 0,
        "quarantined": faults,
        "dropped_columns": ["AGAMA"],
        "people": accepted,
    }


def appraisal_frame(draw, staff):
    lines, faults, predicates = [], [], {}
    for row, person in enumerate(staff, 2):
        results, behaviour = draw.below(3), draw.below(3)
        predikat = MATRIX[results][behaviour]
        line = [person.nip, 2025, RATINGS[results], results + 1, RATINGS[behaviour], behaviour + 1]
        if row == 11:
            line[1], fault = 20255, ("tahun", "period-invalid")
        elif row == 23:
            predikat, fault = (predikat + 2) % 5, ("kuadranKinerja", "predicate-contradicts-ratings")
        else:
            fault = None
        lines.append([*line, PREDIKAT[predikat], predikat + 1])
        if fault:
            faults.append({"row": row, "column": fault[0], "code": fault[1]})
        else:
            predicates[PREDIKAT[predikat]] = predicates.get(PREDIKAT[predikat], 0) + 1
    columns = "nipBaru tahun hasilKinerja hasilKinerjaNilai perilakuKerja PerilakuKerjaNilai".split()
    frame = pandas.DataFrame(lines, columns=[*columns, "kuadranKinerja", "KuadranKinerjaNilai"])
    return frame, {
        "kind": "appraisals",
        "rows": len(lines),
        "accepted": len(lines) - len(faults),
        "duplicates": 0,
        "quarantined": faults,
        "dropped_columns": [],
        "predicates": predicates,
    }


def survey_frame(draw, length):
    lines, faults, sums = [], [], {}
    for row in range(2, length + 2):
        at = datetime.datetime(2026, 7 + draw.below(3), 1 + draw.below(28), 8 + draw.below(9), row % 60)
        unit = draw.one(UNITS[:2])
        answers = [draw.below(3) + 2 for _ in range(9)]
        if draw.below(6) == 0:
            answers[draw.below(9)] = None
        if row == 17:
            answers[4] = 5
            faults.append({"row": row, "column": "U5 Produk", "code": "answer-out-of-scale"})
        else:
            found = sums.setdefault(unit, [[0] * 9, [0] * 9, 0])
            for element, answer in enumerate(answers):
                found[0][element] += answer or 0
                found[1][element] += answer is not None
            found[2] += 1
        lines.append([at, unit.title(), "LP"[draw.below(2)], 17 + draw.below(50), *answers])
    names = "Persyaratan Prosedur Waktu Tarif Produk Kompetensi Perilaku Sarana Pengaduan".split()
    questions = [f"U{number} {name}" for number, name in enumerate(names, 1)]
    frame = pandas.DataFrame(lines, columns=["Timestamp", "Unit Layanan", "Jenis Kelamin", "Usia", *questions])
    return frame, {
        "kind": "survey",
        "rows": len(lines),
        "accepted": len(lines) - len(faults),
        "duplicates": 0,
        "quarantined": faults,
        "dropped_columns": [],
        "ikm": [index(unit, *found) for unit, found in sorted(sums.items())],
    }


def index(unit, sums, counts, respondents):
    from fractions import Fraction
    from math import floor

    exact = sum(Fraction(s, n) for s, n in zip(sums, counts)) * Fraction(25, 9)
    hundredths = floor(exact * 100 + Fraction(1, 2))
    mutu = "A" if hundredths >= 8831 else "B" if hundredths >= 7661 else "C" if hundredths >= 6500 else "D"
    return {
        "unit": unit,
        "period": "2026-Q3",
        "respondents": respondents,
        "answers": counts,
        "ikm": f"{hundredths // 100}.{hundredths % 100:02}",
        "mutu": mutu,
    }


def convert(folder, source, form, name):
    """By LibreOffice; it names the result by the source, so it works in a folder of its own."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(work), str(source)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    suffix = form.split(":")[0]
    (work / f"{source.stem}.{suffix}").replace(folder / name)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    draw = Draw(2026)
    staff = people(draw)
    expected = {"people": staff_book(folder / "people.openpyxl.xlsx", draw, staff)}
    faulty = {fault["row"] - 4 for fault in expected["people"]["quarantined"]}
    known = [person for number, person in enumerate(staff) if number not in faulty]
    frame, expected["appraisals"] = appraisal_frame(draw, known)
    frame.to_excel(folder / "appraisals.pandas.xlsx", index=False)
    frame.to_csv(folder / "appraisals.pandas.csv", index=False, sep=";", encoding="utf-8-sig")
    frame, expected["survey"] = survey_frame(draw, 60)
    frame.to_excel(folder / "survey.pandas.xlsx", index=False)
    frame.to_csv(folder / "survey.pandas.csv", index=False, encoding="utf-16", sep="\t")
    for kind in expected:
        source = next(folder.glob(f"{kind}.*py*.xlsx"), None) or folder / f"{kind}.pandas.xlsx"
        convert(folder, source, "xlsx:Calc MS Excel 2007 XML", f"{kind}.libreoffice.xlsx")
        convert(folder, source, "xls:MS Excel 97", f"{kind}.libreoffice.xls")
        convert(folder, source, "ods", f"{kind}.libreoffice.ods")
    for name in ["work", "profile"]:
        subprocess.run(["rm", "-rf", str(folder / name)], check=True)
    text = json.dumps(expected, indent=1, ensure_ascii=False) + "\n"
    (folder / "expected.json").write_text(text, encoding="utf-8")


main(pathlib.Path(sys.argv[1]))
