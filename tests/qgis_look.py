"""Run by the system's Python: what the real QGIS makes of a build, as JSON; a picture of it."""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateTransform,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemScaleBar,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QRectF, QSize, Qt, QTime
from qgis.PyQt.QtGui import QColor, QImage


def describe(layer):
    """Tell a layer's type, fields, style and time."""
    temporal = layer.temporalProperties()
    renderer = layer.renderer()
    features = list(layer.getFeatures())
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "rows": layer.featureCount(),
        "geometry": layer.wkbType() if layer.isSpatial() else 0,
        "fields": {field.name(): field.typeName() for field in layer.fields()},
        "aliases": {
            field.name(): layer.attributeAlias(k) for k, field in enumerate(layer.fields())
        },
        "renderer": renderer.type() if renderer else "",
        "legend": [item.label() for item in renderer.legendSymbolItems()] if renderer else [],
        **count_symbols(layer, features),
        "labels": layer.labelsEnabled(),
        "temporal": {
            "active": temporal.isActive(),
            "mode": int(temporal.mode()),
            "fields": [temporal.startField(), temporal.endField()],
        },
        "tips": [tip(layer, feature) for feature in features] if layer.mapTipTemplate() else [],
        "bad_expressions": bad_expressions(layer),
        "licences": list(layer.metadata().licenses()),
    }


def context_of(layer, feature=None):
    """Give expressions what they may ask for."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    if feature is not None:
        context.setFeature(feature)
    return context


def tip(layer, feature):
    """Show the map tip of a feature."""
    context = context_of(layer, feature)
    return QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)


def bad_expressions(layer):
    """Find expressions of the labels that QGIS cannot read."""
    labeling = layer.labeling()
    if labeling is None:
        return []
    found = []
    for provider in labeling.subProviders():
        expression = QgsExpression(labeling.settings(provider).fieldName)
        if expression.hasParserError():
            found.append(expression.parserErrorString())
    return found


def count_symbols(layer, features):
    """Count the features that the renderer has a symbol for, and tell which are by which rules."""
    renderer = layer.renderer()
    if renderer is None:
        return {"symbols": 0, "rules": []}
    renderer = renderer.clone()
    settings = QgsMapSettings()
    settings.setOutputSize(QSize(100, 100))
    settings.setExtent(layer.extent())
    from qgis.core import QgsRenderContext

    context = QgsRenderContext.fromMapSettings(settings)
    context.setExpressionContext(context_of(layer))
    renderer.startRender(context, layer.fields())
    found, rules = 0, []
    for feature in features:
        context.expressionContext().setFeature(feature)
        found += bool(renderer.willRenderFeature(feature, context))
        rules.append(sorted(renderer.legendKeysForFeature(feature, context)))
    renderer.stopRender(context)
    return {"symbols": found, "rules": rules}


def render(project, path, size, day=None):
    """Draw the project as it opens."""
    settings = QgsMapSettings()
    settings.setDestinationCrs(project.crs())
    settings.setLayers(
        [layer for layer in project.layerTreeRoot().layerOrder() if shown(project, layer)]
    )
    settings.setBackgroundColor(QColor(211, 223, 230))
    settings.setOutputSize(QSize(*size))
    settings.setOutputDpi(96)
    settings.setExtent(project.viewSettings().defaultViewExtent())
    settings.setTransformContext(project.transformContext())
    settings.setLabelingEngineSettings(project.labelingEngineSettings())
    if day:
        date = QDate(*map(int, day.split("-")))
        start = QDateTime(date, QTime(0, 0), Qt.UTC)
        settings.setIsTemporal(True)
        settings.setTemporalRange(QgsDateTimeRange(start, start.addDays(1), True, False))
    settings.setExpressionContext(
        QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(None))
    )
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(str(path))
    errors = [error.message for error in job.errors()]
    colours = {image.pixel(x, y) for x in range(0, size[0], 3) for y in range(0, size[1], 3)}
    return {"errors": errors, "colours": len(colours)}


def print_sheet(layout, picture):
    """Export a layout as PDF and PNG; tell what lies on it and how the map is drawn."""
    exporter = QgsLayoutExporter(layout)
    as_png = QgsLayoutExporter.ImageExportSettings()
    as_png.dpi = 110
    sheet = picture.with_stem(picture.stem + "-sheet")
    results = [
        exporter.exportToImage(str(sheet), as_png),
        exporter.exportToPdf(str(sheet.with_suffix(".pdf")), exporter.PdfExportSettings()),
    ]
    page = layout.pageCollection().pages()[0].rect()
    items = [item for item in layout.items() if isinstance(item, QgsLayoutItem)]
    image = QImage(str(sheet))
    wide, high = image.width(), image.height()
    drawn = {image.pixel(x, y) for x in range(wide // 3, wide, 3) for y in range(0, high, 3)}
    return {
        "results": results,
        "page": [page.width(), page.height()],
        "texts": [item.currentText() for item in items if isinstance(item, QgsLayoutItemLabel)],
        "outside": [item.displayName() for item in items if not page.contains(box_of(item))],
        "colours": len(drawn),
        "legend": [
            node.name()
            for item in items
            if isinstance(item, QgsLayoutItemLegend)
            for node in item.model().rootGroup().findLayers()
        ],
        "bar": [item.unitLabel() for item in items if isinstance(item, QgsLayoutItemScaleBar)],
    }


def box_of(item):
    """Return where an item lies on its page."""
    place = item.positionWithUnits()
    return QRectF(place.x(), place.y(), item.rect().width(), item.rect().height())


def shown(project, layer):
    """Tell whether a layer is switched on."""
    return project.layerTreeRoot().findLayer(layer.id()).isVisible()


def main(folder, picture):
    """Load every file of a build and say what QGIS sees."""
    application = QgsApplication([], False)
    application.initQgis()
    found = {"version": Qgis.QGIS_VERSION, "files": {}, "layers": {}}
    names = [f"{name}.geojson" for name in ("events", "areas", "places", "changes")]
    names += [
        f"dateline.gpkg|layername={name}" for name in ("events", "areas", "places", "reports")
    ]
    names += [f"{name}.csv" for name in ("events", "toponyms", "reports", "articles")]
    for name in names:
        path = folder / name.partition("|")[0]
        if path.exists():
            layer = QgsVectorLayer(str(folder / name), name, "ogr")
            found["files"][name] = describe(layer)
    project = QgsProject.instance()
    found["read"] = project.read(str(folder / "dateline.qgz"))
    found["title"] = project.title()
    found["crs"] = project.crs().authid()
    found["relative"] = project.readEntry("Paths", "/Absolute", "")[0]
    found["abstract"] = project.metadata().abstract()
    span = project.timeSettings().temporalRange()
    found["period"] = [span.begin().toString(Qt.ISODate), span.end().toString(Qt.ISODate)]
    found["order"] = [layer.name() for layer in project.layerTreeRoot().layerOrder()]
    for layer in project.mapLayers().values():
        found["layers"][layer.name()] = {**describe(layer), "source": layer.source()}
    found["bookmarks"] = [mark.name() for mark in project.bookmarkManager().bookmarks()]
    extent = project.viewSettings().defaultViewExtent()
    back = QgsCoordinateTransform(
        project.crs(), project.mapLayersByName("Incidents")[0].crs(), project
    )
    box = back.transformBoundingBox(QgsRectangle(extent))
    found["view"] = [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()]
    found["sheets"] = {
        layout.name(): print_sheet(layout, picture)
        for layout in project.layoutManager().printLayouts()
    }
    found["picture"] = render(project, picture, (1600, 1000))
    if len(sys.argv) > 3:
        day_picture = picture.with_stem(picture.stem + "-day")
        found["day"] = render(project, day_picture, (1600, 1000), sys.argv[3])
    sys.stdout.write(json.dumps(found) + "\n")


main(Path(sys.argv[1]), Path(sys.argv[2]))
