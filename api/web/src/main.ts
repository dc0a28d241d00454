import { mount } from 'svelte'
import './app.css'
import Gate from './Gate.svelte'
import { startLocale } from './lib/i18n/index.svelte'

startLocale()
const target = document.getElementById('app')
if (target) mount(Gate, { target })
